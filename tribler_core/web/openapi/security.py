"""How a document says that keys are needed, in the words of OpenAPI 3 and of Swagger 2."""

from collections.abc import Mapping
from typing import Any

SecuritySchemes = Mapping[str, Mapping[str, Any]]
"""Schemes by name, in OpenAPI 3's form; each alone is enough."""

KEY_SCHEMES: SecuritySchemes = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Api-Key", "description": "The key in `[api] key`."},
    "bearer": {"type": "http", "scheme": "bearer", "description": "The same key."},
    "query": {"type": "apiKey", "in": "query", "name": "key", "description": "The same key; also as `apikey`."},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "api_key",
        "description": "The same key; changes then need the same origin.",
    },
}


def in_swagger(schemes: SecuritySchemes) -> dict[str, dict[str, Any]]:
    """The schemes as far as Swagger 2 can say them: a bearer is a header there, and a cookie is nothing."""
    said: dict[str, dict[str, Any]] = {}
    for name, scheme in schemes.items():
        if scheme["type"] == "http":
            said[name] = {"type": "apiKey", "in": "header", "name": "Authorization", "description": "`Bearer <key>`"}
        elif scheme.get("in") != "cookie":
            said[name] = dict(scheme)
    return said
