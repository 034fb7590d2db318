"""Dialects that the operator may do without, each introduced to the house."""
