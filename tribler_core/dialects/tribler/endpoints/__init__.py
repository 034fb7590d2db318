"""The resources of the API: each declares its routes, then calls one service."""
