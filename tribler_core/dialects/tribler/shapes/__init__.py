"""What goes over the wire: a marshmallow schema and its presenter side by side, one resource a file."""
