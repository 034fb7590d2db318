"""What a daemon is after it was stopped, and its folder was not always left alone."""
