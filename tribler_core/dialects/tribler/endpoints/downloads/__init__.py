"""Downloads and everything that hangs on one of them."""
