"""What well-known clients do, call by call, as section 5 of the specification has it."""
