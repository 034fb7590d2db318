"""What clients ask, turned into what services understand."""
