"""Circuits for hidden downloads."""
