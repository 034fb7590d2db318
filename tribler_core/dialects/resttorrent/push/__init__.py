"""What happens, told to those who subscribed."""
