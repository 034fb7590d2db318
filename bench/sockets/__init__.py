"""What many sockets cost that are told of everything."""
