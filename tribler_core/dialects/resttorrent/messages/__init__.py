"""Commands and replies over a socket, whatever the generation of the client."""
