"""Client certificate authorities, which API access rules name."""

from __future__ import annotations

from typing import Any

from outscale_emulator.data.kinds import API_ACCESS_RULE, CA
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.dependencies import Blocker, refuse_if_used
from outscale_emulator.rules.filters import Filters, read
from outscale_emulator.rules.pem import certificates
from outscale_emulator.rules.registry import action

BAD_ID = 4118
IN_USE = 9029  # The real code is not known; this is the one for other things that are in use.

BLOCKERS = (Blocker(API_ACCESS_RULE, "CaIds[]", IN_USE),)

FILTERS: Filters = {
    "CaFingerprints": "CaFingerprint",
    "CaIds": "CaId",
    "Descriptions": "Description",
}


@action("CreateCa")
def create_ca(call: Call) -> dict[str, Any]:
    ca = {"CaFingerprint": _fingerprint(call.request["CaPem"]), "CaId": call.new_id(CA)}
    if "Description" in call.request:
        ca["Description"] = call.request["Description"]
    return {"Ca": call.add(CA, ca)}


@action("ReadCas")
def read_cas(call: Call) -> dict[str, Any]:
    return {"Cas": read(call, CA, FILTERS)}


@action("UpdateCa", CaId=BAD_ID)
def update_ca(call: Call) -> dict[str, Any]:
    ca = call.owned(CA, call.request["CaId"])
    ca.update(call.request)
    call.store.save(CA, ca)
    return {"Ca": ca}


@action("DeleteCa", CaId=BAD_ID)
def delete_ca(call: Call) -> None:
    ca = call.owned(CA, call.request["CaId"])
    refuse_if_used(call, ca["CaId"], BLOCKERS)
    call.store.remove(CA, ca)


def _fingerprint(pem: str) -> str:
    from cryptography.hazmat.primitives.hashes import SHA1

    # SHA-1 going by its 40 digits in the API's own examples.
    return certificates(pem)[0].fingerprint(SHA1()).hex()
