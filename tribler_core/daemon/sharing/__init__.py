"""Several people on one daemon: the library and its dialect put together, and `triblerd account`."""
