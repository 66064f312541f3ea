"""Builds the generated forms of the description from openapi/*.yaml. Build time only: needs PyYAML.

`description.json` is what the typed view loads; `openapi.json` is the v1.16 API as standard OpenAPI 3 for other tools.
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

SOURCES = Path(__file__).parent / "openapi"
API_VERSION = "1.16"

DRY_RUN = {
    "type": "boolean",
    "description": "If true, the request is checked as a real one would be, and nothing is changed.",
}
RESPONSE_CONTEXT = {"$ref": "ResponseContext"}
COMMON_TYPES: dict[str, Any] = {
    "ResponseContext": {
        "description": "What the API says about the request itself.",
        "properties": {"RequestId": {"type": "string", "description": "The identifier of the request, a UUID."}},
    },
    "Errors": {
        "description": "One reason for which a request was refused.",
        "properties": {
            "Code": {"type": "string", "description": "The number of the error, as a string."},
            "Details": {"type": "string", "description": "What exactly is wrong. May be empty."},
            "Type": {"type": "string", "description": "The family of the error."},
        },
    },
    "ErrorResponse": {
        "description": "The answer to a request that was refused.",
        "properties": {
            "Errors": {"type": "array", "items": {"$ref": "Errors"}, "description": "The reasons."},
            "ResponseContext": RESPONSE_CONTEXT,
        },
    },
}
#: What the published document has no words for, or says in others.
NOT_PUBLISHED = ("x-form", "x-id-prefixes", "x-key", "x-left-out", "x-prefix-lengths", "x-since")
REFUSALS = {
    "400": "The request is malformed, or what it asks is impossible.",
    "401": "The request is not authenticated.",
    "403": "The request is authenticated in a way that this action does not take.",
    "409": "The state of a resource does not allow the request.",
    "424": "Another resource stands in the way.",
    "429": "Too many requests.",
    "500": "The API failed.",
    "503": "Too many requests, or the API is not available.",
}


def load_families(sources: Path = SOURCES) -> dict[str, dict[str, Any]]:
    """The families by name, each {"paths": …, "schemas": …}, as written."""
    return {path.stem: yaml.safe_load(path.read_text()) for path in sorted(sources.glob("*.yaml"))}


def describe(families: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Everything in one: {"actions": {name: {family, description, security, …}}, "types": {name: {properties, …}}}."""
    actions: dict[str, Any] = {}
    types: dict[str, Any] = dict(COMMON_TYPES)
    for family, content in families.items():
        for name, action in content["paths"].items():
            if ("x-reads" in action) == ("x-idempotent" in action):
                raise ValueError(f"{family}.yaml: {name} needs either x-reads or x-idempotent")
            actions[name] = {"family": family, **action}
        for name, schema in content["schemas"].items():
            if name in types:
                raise ValueError(f"{family}.yaml: type {name} is described twice")
            types[name] = schema
    for name in actions:
        _add_common_properties(types, name)
    _check_what_is_always_answered(types)
    return {"version": API_VERSION, "actions": actions, "types": types}


def _check_what_is_always_answered(types: dict[str, Any]) -> None:
    """Raises ValueError if `x-always` names no field, or is about an object that requests have as well: those may lack it."""
    requested = _within(types, [name for name in types if name.endswith("Request")])
    for name, schema in types.items():
        always = schema.get("x-always", ())
        if unknown := {*always} - {*schema["properties"]}:
            raise ValueError(f"{name}: x-always names what it does not have: {', '.join(sorted(unknown))}")
        if always and name in requested:
            raise ValueError(f"{name} has x-always, but requests have it as well")


def _add_common_properties(types: dict[str, Any], action: str) -> None:
    for suffix, name, common in (
        ("Request", "DryRun", DRY_RUN),
        ("Response", "ResponseContext", RESPONSE_CONTEXT),
    ):
        schema = types[f"{action}{suffix}"]
        types[f"{action}{suffix}"] = {**schema, "properties": {**schema["properties"], name: common}}


def publish(description: dict[str, Any], later: bool = False) -> dict[str, Any]:
    """The v1.16 API as a standard OpenAPI 3 document; with `later`, also the fields that came after it.

    What is part of a request has the described fields and no others.
    """
    requested = _within(description["types"], [name for name in description["types"] if name.endswith("Request")])
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "3DS OUTSCALE API",
            "version": description["version"],
            "description": "The API of the 3DS OUTSCALE cloud, described by the outscale-native project.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0.html"},
        },
        "servers": [
            {
                "url": "https://api.{region}.outscale.com/api/v1",
                "variables": {"region": {"default": "eu-west-2", "description": "The Region."}},
            }
        ],
        "tags": [{"name": name} for name in sorted({a["family"] for a in description["actions"].values()})],
        "paths": {
            f"/{name}": _path(name, action, needs_body="required" in description["types"][f"{name}Request"])
            for name, action in description["actions"].items()
        },
        "components": {
            "schemas": {
                name: _published_type(schema, closed=name in requested, later=later)
                for name, schema in description["types"].items()
            },
            "responses": {
                status: {
                    "description": text,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorResponse"}}},
                }
                for status, text in REFUSALS.items()
            },
            "securitySchemes": _security_schemes(),
        },
    }


def _within(types: dict[str, Any], names: list[str]) -> set[str]:
    """The types of these names and all that are inside them."""
    found: set[str] = set()
    while names:
        name = names.pop()
        if name not in found:
            found.add(name)
            properties = types[name]["properties"].values()
            names += [of["$ref"] for prop in properties if "$ref" in (of := prop.get("items", prop))]
    return found


def _security_schemes() -> dict[str, Any]:
    signature = "Authorization with an OSC4-HMAC-SHA256 or AWS4-HMAC-SHA256 signature of the request"
    return {
        "ApiKeyAuth": {
            "type": "apiKey",
            "name": "Authorization",
            "in": "header",
            "description": f"{signature}.",
        },
        "ApiKeyAuthSec": {
            "type": "apiKey",
            "name": "Authorization",
            "in": "header",
            "description": f"{signature}, subject to the rules for trusted environments.",
        },
        "BasicAuth": {
            "type": "http",
            "scheme": "basic",
            "description": "The e-mail address and the password of the account.",
        },
    }


def _path(name: str, action: dict[str, Any], needs_body: bool) -> dict[str, Any]:
    def body(suffix: str) -> dict[str, Any]:
        return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}{suffix}"}}}

    answered = {"200": {"description": "The request was carried out.", "content": body("Response")}}
    refused = {status: {"$ref": f"#/components/responses/{status}"} for status in REFUSALS}
    return {
        "post": {
            "operationId": name,
            "tags": [action["family"]],
            "description": action["description"],
            "security": [{scheme: []} for scheme in action["security"]],
            "requestBody": {"required": needs_body, "content": body("Request")},
            "responses": answered | refused,
        }
    }


def _published_type(schema: dict[str, Any], closed: bool, later: bool) -> dict[str, Any]:
    properties = {
        name: _published_property(prop) for name, prop in schema["properties"].items() if later or "x-since" not in prop
    }
    published: dict[str, Any] = {"type": "object", "properties": properties}
    for key in ("description", "required"):
        if key in schema:
            published[key] = schema[key]
    if closed:
        published["additionalProperties"] = False
    return published


def _published_property(prop: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in prop:
        reference = {"$ref": f"#/components/schemas/{prop['$ref']}"}
        # In OpenAPI 3.0 what stands beside a $ref is ignored.
        return {"allOf": [reference], "description": prop["description"]} if "description" in prop else reference
    published = {key: value for key, value in prop.items() if key not in NOT_PUBLISHED}
    if "x-id-prefixes" in prop:
        published["pattern"] = f"^({'|'.join(prop['x-id-prefixes'])})-([0-9a-f]{{8}}|[0-9a-f]{{32}})$"
    if "items" in prop:
        published["items"] = _published_property(prop["items"])
    if published.pop("x-secret", False) and prop["type"] == "string":
        published.setdefault("format", "password")
    return published


def main(description_path: str, openapi_path: str) -> None:
    description = describe(load_families())
    Path(description_path).write_text(json.dumps(description, ensure_ascii=False, separators=(",", ":")) + "\n")
    Path(openapi_path).write_text(json.dumps(publish(description), ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
