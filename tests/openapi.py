"""The published description of the API, and what it says of answers."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from outscale_api.formats import FORMATS

PATH = Path(__file__).parents[1] / "openapi.json"


@cache
def document() -> dict[str, Any]:
    description: dict[str, Any] = json.loads(PATH.read_bytes())
    return description


@cache
def _answers() -> dict[str, Any]:
    """The components of the document, whose objects have no other fields than the described."""
    schemas = document()["components"]["schemas"]
    closed = {
        name: {**schema, "additionalProperties": False} if "properties" in schema else schema
        for name, schema in schemas.items()
    }
    return {"schemas": closed}


@cache
def response_validator(action: str) -> jsonschema_rs.Draft4Validator:
    """What checks the answers of an action that was carried out, the forms of texts included."""
    schema = {"$ref": f"#/components/schemas/{action}Response", "components": _answers()}
    return jsonschema_rs.Draft4Validator(schema, formats=FORMATS, validate_formats=True)
