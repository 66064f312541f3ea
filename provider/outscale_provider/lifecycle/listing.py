"""List: the identifiers of all resources of a type in the account."""

from __future__ import annotations

from outscale_provider.lifecycle.identity import id_of, parts_of
from outscale_provider.lifecycle.operation import Cloud
from outscale_provider.model.bound import Bound


async def list_ids(bound: Bound, cloud: Cloud) -> list[str]:
    """The identifiers that an import takes."""
    resource = bound.resource
    response = await cloud.read(resource.read.action, {})
    found = bound.api.action(resource.read.action).objects_in(response)
    resources = (one for answered in found for one in parts_of(bound, answered))
    return [id_of(bound, one) for one in resources if not resource.is_absent(one)]
