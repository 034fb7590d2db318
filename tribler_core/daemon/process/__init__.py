"""The process and its surroundings: lock, logs, signals, supervisor."""
