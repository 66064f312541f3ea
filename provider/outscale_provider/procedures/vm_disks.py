"""The disks that are declared with a VM: made with it, and afterwards grown, changed, added and taken away in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from outscale_provider.model.operation import Operation
from outscale_provider.model.resource import Changes, Problem, Run, Updates
from outscale_provider.model.values import UNKNOWN, Remote
from outscale_provider.procedures.disk_speed import speed_violation
from outscale_provider.procedures.private_addresses import loss_with_vm
from outscale_provider.procedures.vm_power import RUNNING
from outscale_provider.procedures.vm_volumes import (
    FIELDS,
    VOLUMES,
    VolumeChange,
    add,
    change_volumes,
    disks,
    give_up,
    mark_leaving,
    refuse_unannounced,
    take_away,
)

#: What changes in place.
CHANGEABLE = ("VolumeSize", "VolumeType", "Iops")

#: The type that a disk has where a program says none.
TYPE = "standard"


def lost_with_vm(vm: Remote, inputs: Remote) -> str:
    """The disks that go with a VM, and its addresses."""
    return " and ".join(filter(None, (_data_on(disks(vm)), loss_with_vm(vm, inputs))))


def _lost_by_change(vm: Remote, old: list[Remote] | None, new: list[Remote] | None) -> str:
    """The disks that a program no longer gives, and that go with the VM."""
    there, given = disks(vm), _devices(new)
    return _data_on({device: there[device] for device in _devices(old) if device in there and device not in given})


def _data_on(volumes: Mapping[str, Remote]) -> str:
    going = [f"{bsu['VolumeId']} ({device})" for device, bsu in volumes.items() if bsu["DeleteOnVmDeletion"]]
    which = "disk" if len(going) == 1 else "disks"
    return f"what is on its {which} {', '.join(going)}" if going else ""


def _devices(mappings: Iterable[Remote] | None) -> dict[str, Remote]:
    """What a program says of each device."""
    return {mapping["DeviceName"]: mapping for mapping in mappings or () if mapping.get("DeviceName")}


def _stays(vm: Remote, mapping: Remote) -> bool:
    """A VM has its root volume whatever a program says, and what is not there can't be taken away."""
    device = mapping.get("DeviceName")
    return device == vm.get("RootDeviceName") or device not in disks(vm)


def _shrinks(old: list[Remote] | None, new: list[Remote] | None) -> str:
    """A disk grows, it never shrinks."""
    before = _devices(old)
    for device, mapping in _devices(new).items():
        size, wanted = before.get(device, {}).get("Bsu", {}).get("VolumeSize"), mapping.get("Bsu", {}).get("VolumeSize")
        if isinstance(size, int) and isinstance(wanted, int) and wanted < size:
            return _no_shrinking(device, size, wanted)
    return ""


def _no_shrinking(device: str, size: int, wanted: int) -> str:
    return (
        f"{device} has {size} GiB and can't shrink to {wanted}. Declare {size} or more, or a new disk of another size under"
        " another device name; taking this one away deletes it"
    )


def _as_asked(vm: Remote, wanted: list[Remote]) -> list[Remote]:
    """Which devices a VM has, and whether they go with it. It does not tell what their volumes are like."""
    there = disks(vm)
    return [
        _disk_as_asked(mapping, there[mapping["DeviceName"]])
        for mapping in wanted
        if mapping.get("DeviceName") in there
    ] + [mapping for mapping in wanted if "NoDevice" in mapping and mapping.get("DeviceName") not in there]


def _disk_as_asked(wanted: Remote, bsu: Remote) -> Remote:
    told = {"DeleteOnVmDeletion": bsu["DeleteOnVmDeletion"]}
    return {
        **dict.fromkeys(wanted, UNKNOWN),
        "DeviceName": wanted["DeviceName"],
        "Bsu": {**dict.fromkeys(wanted.get("Bsu", ()), UNKNOWN), **told},
    }


def check(inputs: Remote) -> list[Problem]:
    """The names of devices, and the speeds of disks as far as they are known."""
    problems: list[Problem] = []
    mappings = inputs.get("BlockDeviceMappings")
    for index, mapping in enumerate(mappings if isinstance(mappings, list) else ()):
        if isinstance(mapping, dict) and {"DeviceName", "NoDevice"}.isdisjoint(mapping):
            problems.append(Problem(f"BlockDeviceMappings[{index}].DeviceName", "is required, such as /dev/sdb"))
        disk = mapping.get("Bsu") if isinstance(mapping, dict) else None
        if not isinstance(disk, dict):
            continue
        violation = speed_violation(disk.get("VolumeType"), disk.get("Iops"), disk.get("VolumeSize"))
        if violation:
            name = {"Iops": "Iops", "Size": "VolumeSize"}[violation[0]]
            problems.append(Problem(f"BlockDeviceMappings[{index}].Bsu.{name}", violation[1]))
    return problems


async def _change(operation: Operation, id: str, changes: Changes) -> Remote | None:
    """Makes the disks what is declared. What was cut off is taken up; what can't be done is told before anything is."""
    vm = await operation.remote(id) or {}
    there, wanted = disks(vm), _devices(changes.new.get("BlockDeviceMappings"))
    # What was observed is what the VM has, not what a program once gave.
    before = {} if changes.observed else _devices(changes.old.get("BlockDeviceMappings"))
    for device in sorted(wanted.keys() - there.keys()):
        if reason := _not_to_be_added(wanted[device]):
            operation.fail(f"blockDeviceMappings: {device} {reason}")
    differing = await _differing(operation, there, wanted, before)
    volumes = _possible(operation, vm, differing, changes.observed)
    leaving = [there[device] for device, mapping in before.items() if device not in wanted and not _stays(vm, mapping)]
    await mark_leaving(operation, id, leaving)
    await change_volumes(operation, vm, volumes, changes.new)
    for device, mapping in wanted.items():
        if "Bsu" in mapping and (device not in there or changes.observed):
            await add(operation, vm, device, mapping["Bsu"])
    await _say_what_goes_with_it(operation, id, wanted)
    if leaving or changes.observed:
        await take_away(operation, id, wanted)
    if changes.observed or before.keys() - wanted.keys() - there.keys():
        await give_up(operation, id, wanted)
    return None


def _not_to_be_added(mapping: Remote) -> str:
    """Why a VM that is there can't get a disk, "" where it can."""
    if "NoDevice" in mapping:
        return ""
    if "Bsu" not in mapping:
        return "is no volume: what it is to be can only be said where the VM is created"
    return (
        ""
        if {"VolumeSize", "SnapshotId"} & mapping["Bsu"].keys()
        else "is a new disk: it needs volumeSize or snapshotId"
    )


async def _differing(
    operation: Operation, there: Mapping[str, Remote], wanted: Mapping[str, Remote], before: Mapping[str, Remote]
) -> list[DifferingVolume]:
    """The volumes that are there and not as a program asks, of what is new in what it says of them."""
    found = []
    for device in [device for device in wanted if device in there]:
        old, new = before.get(device, {}).get("Bsu", {}), wanted[device].get("Bsu", {})
        if "VolumeType" in old and "VolumeType" not in new:
            new = {**new, "VolumeType": TYPE}
        asked = {name: new[name] for name in FIELDS if name in new and new[name] != old.get(name)}
        if not asked:
            continue
        volume = await operation.find(VOLUMES, there[device]["VolumeId"]) or {}
        differing = {name: value for name, value in asked.items() if volume.get(FIELDS[name]) != value}
        if differing:
            found.append(DifferingVolume(device, volume, differing, device in before))
    return found


@dataclass(frozen=True)
class DifferingVolume:
    """A volume that is not as a program asks. `is_known` if it was so declared before, so that the preview has told it."""

    device: str
    volume: Remote
    asked: Remote
    is_known: bool

    @property
    def impossible(self) -> str:
        """Why it can't become what is asked for, "" where it can."""
        size = self.volume.get("Size", 0)
        if self.asked.get("VolumeSize", size) < size:
            return _no_shrinking(self.device, size, self.asked["VolumeSize"])
        if "SnapshotId" not in self.asked:
            return ""
        return (
            f"{self.volume.get('VolumeId')} is there as {self.device}, and its snapshotId is"
            f" {self.volume.get('SnapshotId', 'not set')}, not {self.asked['SnapshotId']}. Declare it as it is, or replace the"
            " VM (`pulumi up --replace`), which gets new disks then"
        )

    @property
    def change(self) -> VolumeChange:
        request = {FIELDS[name]: value for name, value in self.asked.items()}
        return VolumeChange(self.device, {"VolumeId": self.volume["VolumeId"], **request}, self.is_known)


def _possible(operation: Operation, vm: Remote, found: list[DifferingVolume], resuming: bool) -> list[VolumeChange]:
    """The changes to make. What goes on where it was cut off stops no VM for what others may have done meanwhile."""
    if resuming:
        return [each.change for each in found if not each.impossible] if vm.get("State") != RUNNING else []
    for each in found:
        if each.impossible:
            operation.fail(f"blockDeviceMappings: {each.impossible}")
    possible = [each.change for each in found]
    refuse_unannounced(operation, vm, possible)
    return possible


async def _say_what_goes_with_it(operation: Operation, id: str, wanted: Mapping[str, Remote]) -> None:
    there = disks(await operation.remote(id) or {})
    mappings = [
        {"DeviceName": device, "Bsu": {"DeleteOnVmDeletion": goes, "VolumeId": there[device]["VolumeId"]}}
        for device, mapping in wanted.items()
        if device in there
        and there[device]["DeleteOnVmDeletion"] != (goes := mapping.get("Bsu", {}).get("DeleteOnVmDeletion", True))
    ]
    if mappings:
        await operation.call("UpdateVm", {"VmId": id, "BlockDeviceMappings": mappings})


CHANGE = Run(
    _change,
    ["BlockDeviceMappings"],
    actions=[
        "UpdateVm",
        "StartVms",
        "StopVms",
        "CreateVolume",
        "UpdateVolume",
        "DeleteVolume",
        "LinkVolume",
        "UnlinkVolume",
        "CreateTags",
        "DeleteTags",
    ],
)

ROW = Updates(
    kept=True,
    reads_part=_as_asked,
    in_place=["", "Bsu.DeleteOnVmDeletion"],
    in_place_stopped=[f"Bsu.{name}" for name in CHANGEABLE],
    stays=_stays,
    refused_when=_shrinks,
    loses=_lost_by_change,
    resumes=True,
    description="The volumes that are created with the VM, and changes to those that the OMI brings. They change in place: a"
    " new one is created and linked, one grows and gets another type or speed while the VM is stopped, and one that is no"
    " longer given is unlinked and, if it goes with the VM (`deleteOnVmDeletion`, the default), deleted with all that is on"
    " it. The root volume stays.",
)
