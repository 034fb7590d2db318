"""What nobody polite would send."""
