"""List: the identifiers of the resources of a type in the account, of those that pass some filters, in pages."""

from __future__ import annotations

from dataclasses import dataclass

from outscale_provider.errors import UsageError
from outscale_provider.lifecycle.identity import id_of, parts_of
from outscale_provider.lifecycle.operation import Cloud
from outscale_provider.lifecycle.requests import ListRequest
from outscale_provider.lifecycle.spelling import spelled
from outscale_provider.lifecycle.validation import object_violations
from outscale_provider.model.bound import Bound
from outscale_provider.model.property import Property, property_of
from outscale_provider.model.translation import request_of


@dataclass(frozen=True)
class Listed:
    """The identifiers that an import takes. The next page begins after `after`, which is "" where there is none."""

    ids: list[str]
    after: str = ""


def list_inputs(bound: Bound) -> dict[str, Property]:
    """What a listing can be narrowed by: the filters of the action that reads the resource, if it has any."""
    filters = bound.api.action(bound.resource.read.action).request.fields.get("Filters")
    return {"filters": property_of(filters)} if filters else {}


async def list_ids(bound: Bound, cloud: Cloud, request: ListRequest) -> Listed:
    """A page of the identifiers. They are sorted, so that the next page is right whatever was made or deleted meanwhile."""
    properties = list_inputs(bound)
    query = spelled(properties, request.query)
    violations = object_violations(properties, query)
    if violations:
        raise UsageError("; ".join(f"{violation.path}: {violation.reason}" for violation in violations))
    found: set[str] = set()
    async for page in cloud.pages(bound.resource.read.action, request_of(properties, query)):
        found |= {id for id in _ids_in(bound, page) if id > request.after}
    ids = sorted(found)
    size = min((size for size in (request.limit, request.page_size) if size > 0), default=len(ids))
    return Listed(ids[:size], ids[size - 1] if size < len(ids) else "")


def _ids_in(bound: Bound, page: dict[str, object]) -> list[str]:
    resource = bound.resource
    answered = bound.api.action(resource.read.action).objects_in(page)
    resources = (one for each in answered for one in parts_of(bound, each))
    return [id_of(bound, one) for one in resources if not resource.is_absent(one)]
