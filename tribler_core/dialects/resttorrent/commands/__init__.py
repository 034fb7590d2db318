"""What can be asked: plain functions, from parameters to the body of an answer."""
