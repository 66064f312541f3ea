"""Access keys, with which requests are signed."""

from __future__ import annotations

import string
from typing import Any

from outscale_api import codes
from outscale_emulator.actions.api_access_policy import check_lifetime
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import ACCESS_KEY
from outscale_emulator.data.times import ACCESS_KEY_ZONE, format_time, parse_time
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action

ID_LENGTH = 20
SECRET_LENGTH = 40


@action("CreateAccessKey")
def create_access_key(call: Call) -> dict[str, Any]:
    """Makes a key with its secret, within the lifetime that the API access policy allows; a date that is past is
    4047.
    """
    now = _now(call)
    key = {
        "AccessKeyId": _random_text(call, ID_LENGTH),
        "CreationDate": now,
        "LastModificationDate": now,
        "State": "ACTIVE",
        "_SecretKey": _random_text(call, SECRET_LENGTH),
        **_expiration(call, codes.BAD_VALUE),
    }
    check_lifetime(call, key)
    return {"AccessKey": _with_secret(call.add(ACCESS_KEY, key))}


@action("ReadAccessKeys", simplified="A key past its date is refused when it signs, but still shown as ACTIVE.")
def read_access_keys(call: Call) -> dict[str, Any]:
    """Lists keys without their secrets; all filters."""
    return {"AccessKeys": read(call, ACCESS_KEY)}


@action("ReadSecretAccessKey")
def read_secret_access_key(call: Call) -> dict[str, Any]:
    """Shows a key with its secret; an unknown key is no error, another account's is 401 with code 1.

    An unknown key is no error, another account's one is (seen in 2021).
    """
    key = call.store.get(ACCESS_KEY, call.request["AccessKeyId"])
    if key is None:
        return {}
    if key["_account"] != call.account:
        raise ApiError(codes.DENIED)
    return {"AccessKey": _with_secret(key)}


@action("UpdateAccessKey", State=codes.BAD_STATE_OR_DATE, ExpirationDate=codes.BAD_STATE_OR_DATE)
def update_access_key(call: Call) -> dict[str, Any]:
    """Changes state and date; without a date the old one is taken away; bad state or date 4123, unknown key 4122."""
    key = call.store.get_of(ACCESS_KEY, call.account, call.request["AccessKeyId"])
    if key is None:
        raise ApiError(codes.UNKNOWN_SETTING, f"There is no access key '{call.request['AccessKeyId']}'.")
    # The document has it so: a date that is not given is taken away.
    for name in ("ExpirationDate", "_Expires"):
        key.pop(name, None)
    # The state is required in v1.16, not any more today.
    key.update(_expiration(call, codes.BAD_STATE_OR_DATE), State=call.request.get("State", key["State"]))
    call.keep_later(ACCESS_KEY, key)
    if call.request.get("ClearTag"):
        key.pop("Tag", None)
    check_lifetime(call, key)
    key["LastModificationDate"] = _now(call)
    call.store.save(ACCESS_KEY, key)
    return {"AccessKey": key}


@action("DeleteAccessKey")
def delete_access_key(call: Call) -> None:
    """Deletes a key, also the one that signs the request."""
    call.store.remove(ACCESS_KEY, call.owned(ACCESS_KEY, call.request["AccessKeyId"]))


def _now(call: Call) -> str:
    return format_time(call.store.now, ACCESS_KEY_ZONE)


def _with_secret(key: Object) -> Object:
    return {**key, "SecretKey": key["_SecretKey"]}


def _random_text(call: Call, length: int) -> str:
    return "".join(call.random.choices(string.ascii_uppercase + string.digits, k=length))


def _expiration(call: Call, code: int) -> Object:
    """The fields for the date in the request, if it has one. Raises ApiError unless it is in the future."""
    if "ExpirationDate" not in call.request:
        return {}
    moment = parse_time(call.request["ExpirationDate"])
    if moment <= call.store.now:
        raise ApiError(code, f"The date '{call.request['ExpirationDate']}' is not in the future.")
    return {"ExpirationDate": format_time(moment, ACCESS_KEY_ZONE), "_Expires": moment}
