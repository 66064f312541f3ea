"""The tags of load balancers, which have actions of their own, since a load balancer has no identifier."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.load_balancer import owned_balancer
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import LOAD_BALANCER
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.registry import action


@action(
    "CreateLoadBalancerTags", Key=codes.EMPTY_LOAD_BALANCER_TAG_KEY, simplified="A Key or Value that is absent is 7000."
)
def create_load_balancer_tags(call: Call) -> None:
    """Adds or overwrites tags; the last of equal keys counts; an empty key is 4108."""
    for balancer in _named(call):
        balancer["Tags"] = with_tags(balancer["Tags"], call.request["Tags"])
        call.quotas.check_length("tag_limit", len(balancer["Tags"]))
        call.store.save(LOAD_BALANCER, balancer)


@action("ReadLoadBalancerTags")
def read_load_balancer_tags(call: Call) -> dict[str, Any]:
    """The tags of the named load balancers; an unknown one is 5030."""
    return {
        "Tags": [
            {"Key": tag["Key"], "LoadBalancerName": balancer["LoadBalancerName"], "Value": tag["Value"]}
            for balancer in _named(call)
            for tag in balancer["Tags"]
        ]
    }


@action("DeleteLoadBalancerTags")
def delete_load_balancer_tags(call: Call) -> None:
    """Deletes tags by key; an empty key is 4108."""
    unwanted = {tag.get("Key") for tag in call.request["Tags"]}
    if not all(unwanted):
        raise ApiError(codes.EMPTY_LOAD_BALANCER_TAG_KEY, "A tag has no key.")
    for balancer in _named(call):
        balancer["Tags"] = [tag for tag in balancer["Tags"] if tag["Key"] not in unwanted]
        call.store.save(LOAD_BALANCER, balancer)


def with_tags(tags: Iterable[Object], wanted: Iterable[Object]) -> list[Object]:
    """The tags with the wanted ones, of which the last with the same key counts."""
    return list({tag["Key"]: tag for tag in (*tags, *wanted)}.values())


def _named(call: Call) -> list[Object]:
    """The load balancers that the request names, each once."""
    return [owned_balancer(call, name) for name in dict.fromkeys(call.request["LoadBalancerNames"])]
