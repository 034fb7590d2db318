"""Tribler's REST API in two faces: the documented one without prefix, and the current one below /api."""
