"""What every adapter of a port must do: the same tests run on the fake and on the real one."""
