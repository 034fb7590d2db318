"""Shapes of the wire, each beside its presenter."""
