"""Answers as an era gives them: without the emulator's own fields and those that the era does not know, and with what is
the same for every object."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from outscale_api import ObjectType
from outscale_emulator.data.times import format_time
from outscale_emulator.rules.eras import Version

Make = Callable[[dict[str, Any]], Any]

#: The fields that came after v1.16 and that actions don't fill in, by type: what objects answer unless they have a value.
#: None leaves a field out.
LATER_FIELDS: Mapping[str, Mapping[str, Make]] = {
    "Account": {"AdditionalEmails": lambda _: [], "OutscaleLoginAllowed": lambda _: False},
    "Image": {
        "BootModes": lambda _: ["legacy"],
        "SecureBoot": lambda _: False,
        "TpmMandatory": lambda _: False,
    },
    "LoadBalancer": {
        "BackendIps": lambda _: [],
        "SecuredCookies": lambda _: False,
        "State": lambda balancer: balancer.get("_State"),
    },
    "NetPeering": {
        "ExpirationDate": lambda peering: format_time(peering["_Expires"]) if "_Expires" in peering else None,
    },
    "ServerCertificate": {"Orn": lambda certificate: certificate.get("_Orn")},
    "Vm": {
        "BootMode": lambda _: "legacy",
        "NestedVirtualization": lambda _: False,
        "TpmEnabled": lambda _: False,
    },
    # The numbers of NICs go from 0 to 7 (api-behaviour.md section 6).
    "VmType": {"EphemeralsType": lambda _: "standard", "Eth": lambda _: 8, "Gpu": lambda _: 0},
}


class Answers:
    """Makes answers of one era out of what actions return."""

    def __init__(self, era: Version) -> None:
        self._era = era
        self._plans: dict[str, _Plan] = {}

    def of(self, type: ObjectType, obj: dict[str, Any]) -> dict[str, Any]:
        """An object as the era answers it, for an action's response or any other type."""
        answer: dict[str, Any] = self._plan(type).apply(obj)
        return answer

    def _plan(self, type: ObjectType) -> _Plan:
        if type.name not in self._plans:
            plan = self._plans[type.name] = _Plan()
            for name, field in type.fields.items():
                if self._era.gives(type.name, field):
                    inner = field.type.object or (field.type.items and field.type.items.object)
                    plan.fields[name] = self._plan(inner) if inner else None
            if self._era.later:
                plan.filled = LATER_FIELDS.get(type.name, {})
        return self._plans[type.name]


class _Plan:
    """The fields that a type answers, with the plans of the objects in them."""

    __slots__ = ("fields", "filled")

    def __init__(self) -> None:
        self.fields: dict[str, _Plan | None] = {}
        self.filled: Mapping[str, Make] = {}

    def apply(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.apply(item) for item in value]
        if not isinstance(value, dict):
            return value
        fields = self.fields
        answer = {
            name: item if (plan := fields[name]) is None else plan.apply(item)
            for name, item in value.items()
            if name in fields
        }
        for name, make in self.filled.items():
            if name not in answer and (made := make(value)) is not None:
                answer[name] = made
        return answer
