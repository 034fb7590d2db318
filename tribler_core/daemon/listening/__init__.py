"""Where the API listens, at the start and from then on."""
