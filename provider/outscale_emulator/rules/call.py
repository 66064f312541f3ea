"""What an action sees of one request: who asks, what for, and the data."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from outscale_api import Action, codes
from outscale_emulator.data.kind import Kind, Object
from outscale_emulator.data.settings import Settings
from outscale_emulator.data.times import format_time
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.eras import ERAS, LATER_PARAMETERS, Version
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.quotas import Quotas


@dataclass
class Call:
    """One request on its way through an action.

    `account` is the identifier of the caller's account, "" for the actions that need no authentication.
    """

    action: Action
    request: dict[str, Any]
    account: str
    store: Transaction
    settings: Settings
    access_key: str = ""
    source_ip: str = ""
    random: random.Random = field(default_factory=random.SystemRandom)

    @property
    def region(self) -> str:
        return self.settings.region

    @property
    def era(self) -> Version:
        return ERAS[self.settings.era]

    @property
    def quotas(self) -> Quotas:
        """What the caller's account may have, and has."""
        return Quotas(self.store, self.account, self.settings.catalogue.get("quotas", ()))

    def new_id(self, kind: Kind) -> str:
        """A free identifier of a kind."""
        while True:
            id = self.random_id(kind.prefix, kind.digits)
            if self.store.get(kind, id) is None:
                return id

    def random_id(self, prefix: str, digits: int = 8) -> str:
        """An identifier for something that is no object of its own, such as a link."""
        return f"{prefix}-{self.random.getrandbits(4 * digits):0{digits}x}"

    def owned(self, kind: Kind, id: str) -> Object:
        """The caller's object. Raises ApiError where there is none, also where another account's is."""
        obj = self.store.get_of(kind, self.account, id)
        if obj is None:
            raise self.missing(kind, id)
        return obj

    def missing(self, kind: Kind, id: str) -> ApiError:
        """The refusal that says that an object does not exist."""
        details = f"The {kind.missing_name} '{id}' doesn't exist." if kind.missing_name else ""
        return ApiError(kind.missing, details)

    def owned_all(self, kind: Kind, ids: Iterable[str]) -> list[Object]:
        """The caller's objects, in the order of the identifiers."""
        return [self.owned(kind, id) for id in ids]

    def add(self, kind: Kind, obj: Object) -> Object:
        """Stores a new object of the caller. Raises ApiError if its token was used, or a quota has no room for it."""
        self.keep_later(kind, obj)
        if "ClientToken" in LATER_PARAMETERS.get(kind.name, ()):
            self.refuse_used_token(kind, obj.get("ClientToken"))
        self.quotas.check_room(kind, obj)
        return self.store.add(kind, self.account, obj)

    def refuse_used_token(self, kind: Kind, token: str | None) -> None:
        """Raises ApiError where the caller has an object of a kind that was created with a token.

        Asking again is an error, no replay (api-behaviour.md section 2.4; only known of VMs).
        """
        if token and any(obj["_account"] == self.account for obj in self.store.find(kind, "ClientToken", token)):
            raise ApiError(codes.TOKEN_USED, f"The ClientToken '{token}' was already used.")

    def keep_later(self, kind: Kind, obj: Object) -> None:
        """Gives an object the request's parameters that came after v1.16 (`LATER_PARAMETERS`)."""
        for name in LATER_PARAMETERS.get(kind.name, ()):
            if name in self.request and self.action.request.fields[name].since:
                obj[name] = self.request[name]

    def let_go(self, kind: Kind, obj: Object) -> None:
        """Deletes an object, or lets it be seen in its last state where the era does."""
        if kind.name in self.era.lingering:
            obj["State"] = "deleting"
            self.store.save(kind, obj)
        else:
            self.store.remove(kind, obj)

    def timestamp(self) -> str:
        """The present as the API writes it."""
        return format_time(self.store.now)
