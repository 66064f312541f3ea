"""List: the identifiers of all resources of a type in the account."""

from __future__ import annotations

from outscale_provider.errors import Lacking
from outscale_provider.lifecycle.operation import Cloud
from outscale_provider.model.bound import Bound
from outscale_provider.model.values import Remote


async def list_ids(bound: Bound, cloud: Cloud) -> list[str]:
    """The identifiers that an import takes."""
    resource = bound.resource
    response = await cloud.read(resource.read.action, {})
    found = bound.api.action(resource.read.action).objects_in(response)
    try:
        return [id for item in found for id in _ids(bound, item)]
    except (KeyError, TypeError) as lacking:
        raise Lacking(resource.name, lacking) from lacking


def _ids(bound: Bound, item: Remote) -> list[str]:
    """The identifiers of what an answered object is or has: a route table has many routes."""
    resource = bound.resource
    if resource.read.members:
        return resource.read.members(item)
    return [] if resource.is_absent(item) else [resource.join_id(item)]
