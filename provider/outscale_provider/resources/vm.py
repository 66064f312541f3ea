"""Vm: a virtual machine, whether it runs, and the changes that it has to be stopped for."""

from typing import Any

from outscale_api import Type
from outscale_provider.model.operation import Operation
from outscale_provider.model.property import BOOLEAN
from outscale_provider.model.resource import (
    Changes,
    Create,
    Delete,
    Harmless,
    Join,
    Problem,
    Read,
    Replaces,
    Resource,
    Restart,
    Restarts,
    Run,
    Timeouts,
    Update,
    Updates,
    Wait,
)
from outscale_provider.model.tags import TAGS
from outscale_provider.model.values import Remote

RUNNING, STOPPED = "running", "stopped"

#: What the API changes only while the VM is stopped.
NEEDS_STOP = ["VmType", "UserData", "Performance", "BsuOptimized"]

#: What a VM may lose when it stops, and get anew when it starts.
ADDRESSES = ["PublicDnsName", "PublicIp"]


async def _change_stopped(operation: Operation, id: str, changes: Changes) -> Remote:
    """Changes what needs a stop, and leaves the VM running or stopped as wanted."""
    vm = await operation.remote(id) or {}
    names = changes.names - {"State"}
    if vm.get("State") == RUNNING and names:
        operation.tell(f"stopping {id} to change {', '.join(sorted(names))}")
        vm = await _power(operation, id, STOPPED)
    # To be optimized, a VM has to have a type that can be; to change it, the reverse.
    for name in sorted(names, reverse=bool(changes.new.get("BsuOptimized"))):
        vm = (await operation.call("UpdateVm", {"VmId": id, name: changes.new[name]}))["Vm"]
    wanted = changes.new.get("State", RUNNING)
    return vm if vm.get("State") == wanted else await _power(operation, id, wanted)


async def _power(operation: Operation, id: str, wanted: str) -> Remote:
    """Starts or stops the VM, and waits until that is done."""
    await operation.call("StartVms" if wanted == RUNNING else "StopVms", {"VmIds": [id]})
    found = await operation.wait_until(id, lambda vm: vm is None or vm["State"] == wanted, f"{id} to be {wanted}")
    return found or {}


async def _change_disks(operation: Operation, id: str, changes: Changes) -> Remote:
    """Changes which disks go with the VM. Anything else about disks replaces it."""
    vm = await operation.remote(id) or {}
    volumes = {mapping["DeviceName"]: mapping["Bsu"]["VolumeId"] for mapping in vm.get("BlockDeviceMappings", ())}
    mappings = [
        {
            "DeviceName": mapping["DeviceName"],
            "Bsu": {
                "DeleteOnVmDeletion": mapping.get("Bsu", {}).get("DeleteOnVmDeletion", True),
                "VolumeId": volumes[mapping["DeviceName"]],
            },
        }
        for mapping in changes.new["BlockDeviceMappings"]
        if mapping.get("DeviceName") in volumes
    ]
    updated: Remote = (await operation.call("UpdateVm", {"VmId": id, "BlockDeviceMappings": mappings}))["Vm"]
    return updated


def _replaces_disks(old: list[Any] | None, new: list[Any] | None) -> bool:
    """Whether more changes than what becomes of the disks when the VM is deleted."""

    def rest(mappings: list[Any] | None) -> list[Any]:
        return [
            {**m, "Bsu": {k: v for k, v in (m.get("Bsu") or {}).items() if k != "DeleteOnVmDeletion"}}
            for m in mappings or ()
        ]

    return rest(old) != rest(new)


def _needs_no_stop(old: Remote, new: Remote) -> bool:
    """Whether the VM is stopped, or stops because the program says so."""
    return STOPPED in (old.get("State", RUNNING), new.get("State", RUNNING))


def _check_network(inputs: Remote) -> list[Problem]:
    clashing = [name for name in ("SubnetId", "SecurityGroups", "SecurityGroupIds", "PrivateIps") if name in inputs]
    return [Problem(name, "cannot be given together with nics") for name in clashing] if "Nics" in inputs else []


def _wanted_state(vm: Remote) -> str:
    return STOPPED if vm["State"] in (STOPPED, "stopping") else RUNNING


def _source_check(vm: Remote) -> bool:
    return bool(vm.get("IsSourceDestChecked", True)) or "NetId" not in vm


def _group_ids(vm: Remote) -> list[str] | None:
    return [group["SecurityGroupId"] for group in vm.get("SecurityGroups", ())] or None


VM = Resource(
    "Vm",
    id="VmId",
    object="Vm",
    description="A virtual machine. With `subnetId` (or `nics`) it is in a Net, else in the public cloud.",
    create=Create(
        "CreateVms",
        token="ClientToken",
        sends={"BootOnCreation": lambda inputs: inputs.get("State", RUNNING) == RUNNING},
        excluded={
            "MaxVmsCount": "a resource is one VM",
            "MinVmsCount": "a resource is one VM",
        },
    ),
    read=Read("ReadVms", by="VmIds"),
    update=[
        Update(
            "UpdateVm",
            [
                "DeletionProtection",
                "IsSourceDestChecked",
                "KeypairName",
                "SecurityGroupIds",
                "VmInitiatedShutdownBehavior",
            ],
            one_at_a_time=True,
        ),
        Run(_change_disks, ["BlockDeviceMappings"], actions=["UpdateVm"]),
        Run(_change_stopped, [*NEEDS_STOP, "State"], actions=["UpdateVm", "StartVms", "StopVms"]),
    ],
    delete=Delete("DeleteVms", by="VmIds", gone=[5063], waits=True),
    inputs={
        "AllowStoppingForUpdate": Harmless(
            "it only allows what an update may do",
            type=BOOLEAN,
            default=False,
            description="Whether an update may stop a running VM and start it again, for the changes that the API makes only"
            " while it is stopped: those of `vmType`, `userData`, `performance` and `bsuOptimized`. Without it, they are"
            " refused.",
        ),
        "BlockDeviceMappings": Updates(replaces_when=_replaces_disks),
        "BsuOptimized": Restarts(default=False, moves=ADDRESSES),
        "DeletionProtection": Updates(),
        "ImageId": Replaces(),
        # Outside of a Net nothing changes it, whatever the API shows.
        "IsSourceDestChecked": Updates(default=True, reads=_source_check, moves=["Nics"]),
        "KeypairName": Updates(replaces_when=lambda old, new: new is None),
        "Nics": Replaces(),
        # What a VM has without it depends on its type.
        "Performance": Restarts(kept=True, moves=ADDRESSES),
        "Placement": Replaces(readable=False),
        "PrivateIps": Replaces(),
        "SecurityGroupIds": Updates(
            reads=_group_ids, replaces_when=lambda old, new: new is None, moves=["Nics", "SecurityGroups"]
        ),
        "SecurityGroups": Replaces(),
        "State": Updates(
            type=Type("string", enum=(RUNNING, STOPPED)),
            default=RUNNING,
            reads=_wanted_state,
            moves=ADDRESSES,
            description="Whether the VM should be `running` or `stopped`.",
        ),
        "SubnetId": Replaces(),
        "UserData": Restarts(default="", moves=ADDRESSES),
        "VmInitiatedShutdownBehavior": Updates(),
        "VmType": Restarts(default="t2.small", moves=[*ADDRESSES, "BsuOptimized", "Performance"]),
    },
    tags=TAGS,
    rules=[_check_network],
    restart=Restart(
        allowed_by="AllowStoppingForUpdate",
        warning="this update stops the VM and starts it again, to change {properties}",
        refusal="can only be changed while the VM is stopped: set allowStoppingForUpdate to let the update stop and start it",
        needless=_needs_no_stop,
    ),
    wait=Wait(
        pending=["pending", "stopping"],
        ready=[RUNNING, STOPPED],
        failed=["shutting-down", "terminated", "quarantine"],
        absent=["terminated"],
        reason="StateReason",
    ),
    advice={
        8018: "The VM is protected from deletion: set deletion_protection to False and run `pulumi up` first",
        10001: "The Subregion has no room for this VM type at the moment: try another type or Subregion",
    },
    joins=[Join(action, ("VmIds",)) for action in ("DeleteVms", "StartVms", "StopVms")],
    # An update may stop the VM and start it again.
    timeouts=Timeouts(update=20 * 60),
    example="""
import pulumi
import pulumi_outscale_native as outscale

image = outscale.get_image(name="Ubuntu-22.04*", most_recent=True)
vm = outscale.Vm("web", image_id=image.image_id, vm_type="tinav5.c1r2p2", tags={"Name": "web"})
pulumi.export("address", vm.private_ip)
""",
)
