"""What happens by itself: downloads change, slots come free, time passes."""
