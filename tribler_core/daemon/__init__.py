"""The command line, and the house built, started and stopped."""
