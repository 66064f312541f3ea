"""What goes with a resource for good, as its definition says (`Resource.loses`). No I/O.

A replacement announces it in its preview. A deletion has none (pulumi-engine.md section 3.1), and tells it when it comes.
"""

from __future__ import annotations

from outscale_provider.model.bound import Bound
from outscale_provider.model.translation import known_request_of
from outscale_provider.model.values import Values


def lost_with(bound: Bound, inputs: Values, outputs: Values) -> str:
    """What is lost with a resource, by what was last known of it, "" where nothing is."""
    if bound.resource.loses is None or not outputs:
        return ""
    try:
        return bound.resource.loses(known_request_of(bound.outputs, outputs), known_request_of(bound.inputs, inputs))
    except (KeyError, TypeError):
        return "what is in it"


def of_replacement(lost: str) -> str:
    """What a user has to know before a resource is replaced."""
    return f"a replacement loses {lost}"
