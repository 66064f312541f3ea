"""Client certificate authorities, which API access rules name."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.data.kinds import API_ACCESS_RULE, CA
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.dependencies import Blocker, refuse_if_used
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.pem import certificates
from outscale_emulator.rules.registry import action

BLOCKERS = (Blocker(API_ACCESS_RULE, "CaIds[]", codes.IN_USE),)


@action("CreateCa", simplified="Whether it is an authority's is not checked; the fingerprint is SHA-1.")
def create_ca(call: Call) -> dict[str, Any]:
    """Takes a PEM certificate; anything else is 4124."""
    ca = {"CaFingerprint": _fingerprint(call.request["CaPem"]), "CaId": call.new_id(CA)}
    if "Description" in call.request:
        ca["Description"] = call.request["Description"]
    return {"Ca": call.add(CA, ca)}


@action("ReadCas")
def read_cas(call: Call) -> dict[str, Any]:
    """Lists authorities; all filters."""
    return {"Cas": read(call, CA)}


@action("UpdateCa", CaId=codes.INVALID_SETTING)
def update_ca(call: Call) -> dict[str, Any]:
    """Changes the description; a bad id is 4118, an unknown one 4122."""
    ca = call.owned(CA, call.request["CaId"])
    ca.update(call.request)
    call.store.save(CA, ca)
    return {"Ca": ca}


@action("DeleteCa", CaId=codes.INVALID_SETTING, simplified="The code for one in use, 9029, is inferred.")
def delete_ca(call: Call) -> None:
    """Deletes an authority that no rule names."""
    ca = call.owned(CA, call.request["CaId"])
    refuse_if_used(call, ca["CaId"], BLOCKERS)
    call.store.remove(CA, ca)


def _fingerprint(pem: str) -> str:
    from cryptography.hazmat.primitives.hashes import SHA1

    # SHA-1 going by its 40 digits in the API's own examples.
    return certificates(pem)[0].fingerprint(SHA1()).hex()
