"""What happens to downloads by itself: start-up, progress, metadata, completion, history."""
