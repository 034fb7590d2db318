"""When seeding ends, and what is done then."""
