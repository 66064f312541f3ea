"""Vm: a virtual machine, whether it runs, and the changes that it has to be stopped for."""

from typing import Any

from outscale_api import Type
from outscale_provider.model.operation import Operation
from outscale_provider.model.property import BOOLEAN, Change
from outscale_provider.model.resource import (
    Create,
    Delete,
    Extra,
    Input,
    Join,
    Problem,
    Read,
    Resource,
    Timeouts,
    Update,
    Wait,
)
from outscale_provider.model.values import UNKNOWN, Remote

RUNNING, STOPPED = "running", "stopped"

#: What the API changes only while the VM is stopped.
NEEDS_STOP = ["VmType", "UserData", "Performance", "BsuOptimized"]

#: What a VM may lose when it stops, and get anew when it starts.
ADDRESSES = ["PublicDnsName", "PublicIp"]

DEFAULTS = {"VmType": "t2.small", "UserData": "", "BsuOptimized": False}


async def _create(operation: Operation, inputs: Remote) -> Remote:
    request = {name: value for name, value in inputs.items() if name not in _NOT_AT_CREATION}
    request["BootOnCreation"] = inputs.get("State", RUNNING) == RUNNING
    vm: Remote = (await operation.call("CreateVms", request))["Vms"][0]
    return vm


async def _update(operation: Operation, id: str, inputs: Remote, changing: frozenset[str]) -> Remote:
    vm = await operation.remote(id) or {}
    if vm.get("State") == RUNNING and not changing.isdisjoint(NEEDS_STOP):
        operation.tell(f"stopping {id} to change {', '.join(name for name in NEEDS_STOP if name in changing)}")
        vm = await _power(operation, id, STOPPED)
    # The API takes one attribute at a time. To be optimized, a VM has to have a type that can be; to change it, the reverse.
    for name in sorted(changing - {"State", "BlockDeviceMappings"}, reverse=bool(inputs.get("BsuOptimized"))):
        vm = (await operation.call("UpdateVm", {"VmId": id, name: inputs[name]}))["Vm"]
    if "BlockDeviceMappings" in changing:
        vm = await _update_disks(operation, id, vm, inputs["BlockDeviceMappings"])
    wanted = inputs.get("State", RUNNING)
    return vm if vm.get("State") == wanted else await _power(operation, id, wanted)


async def _power(operation: Operation, id: str, wanted: str) -> Remote:
    """Starts or stops the VM, and waits until that is done."""
    await operation.call("StartVms" if wanted == RUNNING else "StopVms", {"VmIds": [id]})
    found = await operation.wait_until(id, lambda vm: vm is None or vm["State"] == wanted, f"{id} to be {wanted}")
    return found or {}


async def _update_disks(operation: Operation, id: str, vm: Remote, wanted: list[Remote]) -> Remote:
    """Changes which disks go with the VM. Anything else about disks replaces it."""
    volumes = {mapping["DeviceName"]: mapping["Bsu"]["VolumeId"] for mapping in vm["BlockDeviceMappings"]}
    mappings = [
        {
            "DeviceName": mapping["DeviceName"],
            "Bsu": {
                "DeleteOnVmDeletion": mapping.get("Bsu", {}).get("DeleteOnVmDeletion", True),
                "VolumeId": volumes[mapping["DeviceName"]],
            },
        }
        for mapping in wanted
        if mapping.get("DeviceName") in volumes
    ]
    updated: Remote = (await operation.call("UpdateVm", {"VmId": id, "BlockDeviceMappings": mappings}))["Vm"]
    return updated


def _replaces_disks(old: list[Any] | None, new: list[Any] | None) -> bool:
    """Whether more changes than what becomes of the disks when the VM is deleted."""

    def rest(mappings: list[Any] | None) -> list[Any]:
        return [
            {**m, "bsu": {k: v for k, v in (m.get("bsu") or {}).items() if k != "deleteOnVmDeletion"}}
            for m in mappings or ()
        ]

    return rest(old) != rest(new)


def _check_stop(inputs: Remote, old: Remote | None) -> list[Problem]:
    """A change that stops a running VM has to be asked for."""
    if old is None or inputs.get("AllowStoppingForUpdate") or old.get("State", RUNNING) == STOPPED:
        return []
    before, after = {**DEFAULTS, **old}, {**DEFAULTS, **inputs}
    changed = [name for name in NEEDS_STOP if name in after and after[name] not in (before.get(name), UNKNOWN)]
    reason = (
        "can only be changed while the VM is stopped: set allowStoppingForUpdate to let the update stop and start it"
    )
    return [Problem(name, reason) for name in changed]


def _check_network(inputs: Remote, _: Remote | None) -> list[Problem]:
    clashing = [name for name in ("SubnetId", "SecurityGroups", "SecurityGroupIds", "PrivateIps") if name in inputs]
    return [Problem(name, "cannot be given together with nics") for name in clashing] if "Nics" in inputs else []


def _wanted_state(vm: Remote) -> str:
    return STOPPED if vm["State"] in (STOPPED, "stopping") else RUNNING


def _group_ids(vm: Remote) -> list[str] | None:
    return [group["SecurityGroupId"] for group in vm.get("SecurityGroups", ())] or None


EXTRAS = [
    Extra(
        "State",
        Type("string", enum=(RUNNING, STOPPED)),
        "Whether the VM should be `running` or `stopped`.",
        Change.UPDATE,
        default=RUNNING,
        remote=_wanted_state,
    ),
    Extra(
        "AllowStoppingForUpdate",
        BOOLEAN,
        "Whether an update may stop a running VM and start it again, for the changes that the API makes only while it is"
        " stopped: those of `vmType`, `userData`, `performance` and `bsuOptimized`. Without it, they are refused.",
        Change.NONE,
        default=False,
    ),
]

_NOT_AT_CREATION = ("State", "AllowStoppingForUpdate", "IsSourceDestChecked")

VM = Resource(
    "Vm",
    id="VmId",
    object="Vm",
    description="A virtual machine. With `subnetId` (or `nics`) it is in a Net, else in the public cloud.",
    create=Create(
        "CreateVms",
        token="ClientToken",
        excluded={
            "BootOnCreation": "`state` says whether the VM runs",
            "ClientToken": "the provider's own, to never create twice",
            "MaxVmsCount": "a resource is one VM",
            "MinVmsCount": "a resource is one VM",
        },
    ),
    read=Read("ReadVms", by="VmIds", key="VmId"),
    update=[
        Update(
            "UpdateVm",
            properties=[
                "BlockDeviceMappings",
                "DeletionProtection",
                "IsSourceDestChecked",
                "KeypairName",
                "SecurityGroupIds",
                "VmInitiatedShutdownBehavior",
                *NEEDS_STOP,
            ],
        )
    ],
    delete=Delete("DeleteVms", by={"VmIds": "VmId"}, gone=[5063], waits=True),
    replace_on=["ImageId", "Nics", "Placement", "PrivateIps", "SecurityGroups", "SubnetId"],
    restart_on=NEEDS_STOP,
    restart_warning="this update stops the VM and starts it again, to change {properties}",
    moves={
        **dict.fromkeys((*NEEDS_STOP, "State"), ADDRESSES),
        "VmType": [*ADDRESSES, "BsuOptimized", "Performance"],
        "IsSourceDestChecked": ["Nics"],
        "SecurityGroupIds": ["Nics", "SecurityGroups"],
    },
    replace_when={
        "BlockDeviceMappings": _replaces_disks,
        "KeypairName": lambda old, new: new is None,
        "SecurityGroupIds": lambda old, new: new is None,
    },
    inputs_known={
        "IsSourceDestChecked": Input(default=True),
        # What a VM has without it depends on its type.
        "Performance": Input(kept=True),
        "Placement": Input(readable=False),
        "SecurityGroupIds": Input(remote=_group_ids),
        "UserData": Input(default=""),
    },
    extras=EXTRAS,
    tags=True,
    rules=[_check_stop, _check_network],
    wait=Wait(
        pending=["pending", "stopping"],
        ready=[RUNNING, STOPPED],
        failed=["shutting-down", "terminated", "quarantine"],
    ),
    absent=["terminated"],
    advice={
        8018: "The VM is protected from deletion: set deletion_protection to False and run `pulumi up` first",
        10001: "The Subregion has no room for this VM type at the moment: try another type or Subregion",
    },
    joins=[Join(action, ("VmIds",)) for action in ("DeleteVms", "StartVms", "StopVms")],
    # An update may stop the VM and start it again.
    timeouts=Timeouts(update=20 * 60),
    create_function=_create,
    update_function=_update,
    example="""
import pulumi
import pulumi_outscale_native as outscale

image = outscale.get_image(name="Ubuntu-22.04*", most_recent=True)
vm = outscale.Vm("web", image_id=image.image_id, vm_type="tinav5.c1r2p2", tags={"Name": "web"})
pulumi.export("address", vm.private_ip)
""",
)
