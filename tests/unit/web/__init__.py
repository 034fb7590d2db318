"""The HTTP toolkit, asked over real sockets wherever HTTP is what is tested."""
