"""The endpoints against the real web stack and the real services, on fakes of the outer world."""
