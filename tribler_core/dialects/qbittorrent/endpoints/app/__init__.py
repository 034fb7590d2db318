"""The daemon itself, and the machine that it runs on."""
