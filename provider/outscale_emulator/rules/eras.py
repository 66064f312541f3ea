"""What differs between the API of v1.16 and today's, as data. Sources: api-behaviour.md sections 7, 8, 10 and 12, and
what it marks R26.

The description tells the version of each field that came later; here stands what a description cannot say. Actions answer
whatever they have: `answers` leaves out what the era does not know.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outscale_api import Action, Field
    from outscale_emulator.rules.errors import ApiError

#: The parameters that came after v1.16 and that an object of a kind then shows as they are.
LATER_PARAMETERS: Mapping[str, Collection[str]] = {
    "AccessKey": ("Tag",),
    "Account": ("AdditionalEmails",),
    "DhcpOptionsSet": ("LogServers",),
    "Image": ("BootModes", "Description", "ProductCodes", "TpmMandatory"),
    "LoadBalancer": ("SecuredCookies",),
    "NatService": ("ClientToken",),
    "Snapshot": ("ClientToken",),
    "Vm": ("ActionsOnNextBoot", "BootMode", "NestedVirtualization", "TpmEnabled"),
    "Volume": ("ClientToken",),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """A code that became another one. `reason` as in ApiError, "" for any; `actions` is a pattern of their names."""

    code: int
    now: int
    reason: str = ""
    actions: str = "*"

    def concerns(self, error: ApiError, action: str) -> bool:
        return error.code == self.code and self.reason in ("", error.reason) and fnmatchcase(action, self.actions)


@dataclass(frozen=True)
class Version:
    """One version of the API. Fields are given as {type: names}.

    `later` tells whether it knows what came after v1.16. `removed` are parameters that it no longer takes, `unanswered` fields
    that it no longer gives, `optional` and `required` parameters whose need has changed. `moved` are codes, `statuses` the
    HTTP statuses of codes. `lingering` are the kinds whose objects can be seen in the state `deleting`. `queued` is the state
    of a snapshot that waits for its turn. `throttled` is the code of a refusal for too many requests. `drops_empty` tells
    whether an empty text counts as absent where it may be, `finds_rule_owners` whether filters by the member of a rule also
    find the group that has the rule, and `checks_public_vms` what `IsSourceDestChecked` says of VMs outside of any Net.
    """

    version: str
    later: bool = False
    throttled: int = 6
    removed: Mapping[str, Collection[str]] = field(default_factory=dict)
    unanswered: Mapping[str, Collection[str]] = field(default_factory=dict)
    optional: Mapping[str, Collection[str]] = field(default_factory=dict)
    required: Mapping[str, Collection[str]] = field(default_factory=dict)
    moved: tuple[Moved, ...] = ()
    statuses: Mapping[int, int] = field(default_factory=dict)
    lingering: frozenset[str] = frozenset()
    queued: str = "pending/queued"
    updates_several_vm_attributes: bool = False
    updates_linked_volumes: bool = False
    drops_empty: bool = False
    finds_rule_owners: bool = False
    checks_public_vms: bool = True

    def has(self, action: Action) -> bool:
        return not (self.later and action.until)

    def takes(self, type: str, field: Field) -> bool:
        """Whether a parameter exists."""
        return (self.later or not field.since) and field.name not in self.removed.get(type, ())

    def gives(self, type: str, field: Field) -> bool:
        """Whether an answer may have a field."""
        return (self.later or not field.since) and field.name not in self.unanswered.get(type, ())

    def needs(self, type: str, field: Field) -> bool:
        """Whether a parameter must be given."""
        if field.required:
            return field.name not in self.optional.get(type, ())
        return field.name in self.required.get(type, ())

    def code(self, error: ApiError, action: str) -> int:
        """The code with which an action refuses."""
        return next((moved.now for moved in self.moved if moved.concerns(error, action)), error.code)


TODAY = Version(
    version="1.40",
    later=True,
    throttled=24,
    removed={"FiltersSecurityGroup": ("AccountIds",)},
    # Seen in 2021 and 2022, no longer in 2026.
    unanswered={"SecurityGroupsMember": ("SecurityGroupName",)},
    optional={
        "DeleteKeypairRequest": ("KeypairName",),
        "UpdateAccessKeyRequest": ("State",),
        "UpdateImageRequest": ("PermissionsToLaunch",),
    },
    required={
        "BlockDeviceMappingVmUpdate": ("Bsu", "DeviceName"),
        # Not the volume (inferred): Terraform's provider names the device alone.
        "BsuToUpdateVm": ("DeleteOnVmDeletion",),
        "ResourceLoadBalancerTag": ("Key",),
    },
    moved=(
        Moved(5025, 5080),
        Moved(5065, 4199, actions="CreateNetPeering"),
        Moved(4045, 4199, actions="CreateNetPeering"),
        Moved(4045, 4133, actions="CreateDhcpOptions"),
        Moved(4047, 4129, "enum"),
        Moved(4047, 4133, "ipv4"),
        Moved(4047, 4134, "cidr"),
        Moved(4047, 4135, "range"),
        # Only the names of these are known, not that today's API uses them.
        Moved(7000, 7006, "none given"),
        Moved(7000, 7007, "empty"),
        Moved(3002, 3007, "exclusive"),
    ),
    statuses={4: 403},
    lingering=frozenset({"LoadBalancer", "Net"}),
    queued="in-queue",
    updates_several_vm_attributes=True,
    updates_linked_volumes=True,
    drops_empty=True,
    finds_rule_owners=True,
    checks_public_vms=False,
)

V1_16 = Version(
    version="1.16",
    required={
        "BlockDeviceMappingVmUpdate": ("Bsu", "DeviceName"),
        "BsuToUpdateVm": ("DeleteOnVmDeletion", "VolumeId"),
    },
)

ERAS: Mapping[str, Version] = {"1.16": V1_16, "today": TODAY}
