"""Units, time, tasks and secrets: what every room may use; standard library only."""
