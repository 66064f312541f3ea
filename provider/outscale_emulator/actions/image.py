"""OUTSCALE machine images (OMIs)."""

from __future__ import annotations

import re
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.sharing import PERMISSIONS, change_permissions, read_usable
from outscale_emulator.data.kinds import IMAGE
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.filters import Filter, Filters
from outscale_emulator.rules.registry import action


def _like(field: str) -> Filter:
    """Compares a text with patterns in which `*` stands for anything."""

    def matches(image: dict[str, Any], wanted: list[str]) -> bool:
        patterns = ("".join(".*" if part == "*" else re.escape(part) for part in re.split(r"(\*)", w)) for w in wanted)
        return any(re.fullmatch(pattern, image[field], re.DOTALL) for pattern in patterns)

    return matches


FILTERS: Filters = {
    "FileLocations": _like("FileLocation"),
    "Hypervisors": lambda _, wanted: "xen" in wanted,
    "ImageNames": _like("ImageName"),
    "VirtualizationTypes": lambda _, wanted: "hvm" in wanted,
}


@action("ReadImages", simplified="A shared image shows its owner's permissions and tags.")
def read_images(call: Call) -> dict[str, Any]:
    """Own, shared and public images; all filters, with * in names and file locations."""
    return {"Images": read_usable(call, IMAGE, FILTERS)}


@action("UpdateImage", AccountIds=codes.MALFORMED_ID, simplified="GlobalPermission false changes nothing.")
def update_image(call: Call) -> dict[str, Any]:
    """Adds or removes permissions, one of both at a time (3002)."""
    image = call.owned(IMAGE, call.request["ImageId"])
    # Required in v1.16, not any more today.
    if PERMISSIONS[IMAGE.name] in call.request:
        change_permissions(call, IMAGE, image, call.request[PERMISSIONS[IMAGE.name]])
    call.keep_later(IMAGE, image)
    call.store.save(IMAGE, image)
    return {"Image": image}


@action("DeleteImage")
def delete_image(call: Call) -> None:
    """Deletes an image; its snapshots and VMs stay."""
    # Its snapshots and the VMs that were created from it remain (api-behaviour.md section 4).
    call.store.remove(IMAGE, call.owned(IMAGE, call.request["ImageId"]))
