"""Vm: a virtual machine, whether it runs, and the changes that it has to be stopped for."""

from outscale_api import Type, codes
from outscale_provider.model.example import Example
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.operation import Operation
from outscale_provider.model.property import BOOLEAN
from outscale_provider.model.resource import (
    Batchable,
    Changes,
    Create,
    Delete,
    Harmless,
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
from outscale_provider.procedures import vm_disks, vm_nics
from outscale_provider.procedures.user_data import TEXT
from outscale_provider.procedures.vm_power import RUNNING, STOPPED, bring_to

#: What the API changes only while the VM is stopped.
NEEDS_STOP = ["VmType", "UserData", "Performance", "BsuOptimized"]

#: What a VM may lose when it stops, and get anew when it starts.
ADDRESSES = ["PublicDnsName", "PublicIp"]

#: What puts a VM into a Net.
IN_A_NET = ["SubnetId", "Nics"]


async def _change_stopped(operation: Operation, id: str, changes: Changes) -> Remote:
    """Changes what needs a stop, and leaves the VM running or stopped as wanted."""
    vm = await operation.remote(id) or {}
    names = changes.names - {"State"}
    if vm.get("State") == RUNNING and names:
        operation.tell(f"stopping {id} to change {', '.join(sorted(map(to_pulumi, names)))}")
        vm = await bring_to(operation, id, STOPPED, changes.new)
    # To be optimized, a VM has to have a type that can be; to change it, the reverse.
    for name in sorted(names, reverse=bool(changes.new.get("BsuOptimized"))):
        vm = (await operation.call("UpdateVm", {"VmId": id, name: changes.new[name]}))["Vm"]
    wanted = changes.new.get("State", RUNNING)
    return vm if vm.get("State") == wanted else await bring_to(operation, id, wanted, changes.new)


def _needs_no_stop(old: Remote, new: Remote) -> bool:
    """Whether the VM is stopped, or stops because the program says so."""
    return STOPPED in (old.get("State", RUNNING), new.get("State", RUNNING))


def _check_network(inputs: Remote) -> list[Problem]:
    clashing = [name for name in ("SubnetId", "SecurityGroups", "SecurityGroupIds", "PrivateIps") if name in inputs]
    problems = [Problem(name, "cannot be given together with nics") for name in clashing] if "Nics" in inputs else []
    if "IsSourceDestChecked" in inputs and inputs.keys().isdisjoint(IN_A_NET):
        problems.append(Problem("IsSourceDestChecked", "only means something in a Net: with subnetId or nics"))
    return problems


def _is_checked(vm: Remote) -> bool | None:
    """What a VM of the public cloud shows depends on the age of the API."""
    return vm.get("IsSourceDestChecked") if vm.get("NetId") else None


def _wanted_state(vm: Remote) -> str:
    return STOPPED if vm["State"] in (STOPPED, "stopping") else RUNNING


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
        # First, since it may find that what is asked for can't be done.
        vm_disks.CHANGE,
        vm_nics.CHANGE,
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
        Run(_change_stopped, [*NEEDS_STOP, "State"], actions=["UpdateVm", "StartVms", "StopVms"]),
    ],
    delete=Delete("DeleteVms", by="VmIds", gone=[codes.UNKNOWN_VM], waits=True),
    inputs={
        "AllowStoppingForUpdate": Harmless(
            "it only allows what an update may do",
            type=BOOLEAN,
            description="Whether an update may stop a running VM and start it again, for the changes that the API makes only"
            " while it is stopped: those of `vmType`, `userData`, `performance` and `bsuOptimized`. Else they are refused. If"
            " absent, what the provider's setting of the same name says.",
        ),
        "BlockDeviceMappings": vm_disks.ROW,
        "BsuOptimized": Restarts(
            default=False, moves=ADDRESSES, description="Whether the VM gets I/O optimized for volumes."
        ),
        "DeletionProtection": Updates(
            description="Whether the VM is protected: it can't be deleted or replaced until this is false again."
        ),
        "ImageId": Replaces(description="The ID of the OMI to create the VM from."),
        "IsSourceDestChecked": Updates(
            default=True, default_with=IN_A_NET, kept=True, reads=_is_checked, moves=["Nics"]
        ),
        "KeypairName": Updates(
            replaces_when=lambda old, new: new is None,
            description="The name of the keypair whose public key the VM finds on its metadata server. OMIs by OUTSCALE"
            " install it for SSH; on Windows it encrypts the administrator password. Taking it away replaces the resource.",
        ),
        "Nics": vm_nics.ROW,
        # What a VM has without it depends on its type.
        "Performance": Restarts(
            kept=True,
            moves=ADDRESSES,
            description="The performance of the VM: `medium`, `high` or `highest`. If absent, what the VM type says, else"
            " `high`.",
        ),
        "Placement": Replaces(kept=True, readable=False, description="Where the VM runs."),
        "PrivateIps": Replaces(kept=True, reads_part=vm_nics.addresses_as_asked, instead=["Nics"]),
        "ReplaceOnUserDataChange": Harmless(
            "it only says what a change of another input does",
            type=BOOLEAN,
            default=False,
            description="Whether a change of user data replaces the VM: systems look at it at their first boot alone. Without"
            " it, the VM is stopped, gets the new user data, and starts again.",
        ),
        "SecurityGroupIds": Updates(
            kept=True,
            reads=vm_nics.group_ids,
            instead=["Nics", "SecurityGroups"],
            moves=["Nics", "SecurityGroups"],
            description="The IDs of the security groups of the VM, for a Subnet all of its Net. If neither IDs nor names are"
            " given, the default group.",
        ),
        "SecurityGroups": Replaces(
            kept=True,
            reads_part=vm_nics.group_names,
            instead=["Nics", "SecurityGroupIds"],
            description="The names of the security groups of the VM. `securityGroupIds` takes IDs instead.",
        ),
        "State": Updates(
            type=Type("string", enum=(RUNNING, STOPPED)),
            default=RUNNING,
            reads=_wanted_state,
            moves=ADDRESSES,
            description="Whether the VM should be `running` or `stopped`.",
        ),
        # A VM of the public cloud without public IP shows one of the cloud's own, which no program gives.
        "SubnetId": Replaces(
            kept=True,
            instead=["Nics"],
            description="The ID of the Subnet to create the VM in. If absent, and `nics` too, it is in the public Cloud.",
        ),
        "UserData": Restarts(
            form=TEXT,
            default="",
            moves=ADDRESSES,
            replaces_if="ReplaceOnUserDataChange",
            description="A script or text that the VM finds on its metadata server and that configures it at the first boot,"
            " in clear: the provider encodes it. At most 500 KiB in Base64. `userDataBase64` takes what is no text.",
        ),
        "UserDataBase64": Restarts(
            spells="UserData",
            default="",
            moves=ADDRESSES,
            replaces_if="ReplaceOnUserDataChange",
            description="The same for what is Base64-encoded already, or no text, such as a compressed archive. At most"
            " 500 KiB. As an output, what the API has.",
        ),
        "VmInitiatedShutdownBehavior": Updates(
            description="What a stop of the VM leads to: it stays stopped (`stop`, the default), starts again"
            " (`restart`) or is terminated (`terminate`)."
        ),
        "VmType": Restarts(
            default="t2.small",
            moves=[*ADDRESSES, "BsuOptimized", "Performance"],
            description="The type of the VM, `tinavW.cXrYpZ` (processor generation W, X cores, Y GiB of memory, performance Z"
            " from 1, highest, to 3, medium) or a fixed name such as `t2.small`, the default.",
        ),
    },
    tags=TAGS,
    loses=vm_disks.lost_with_vm,
    rules=[vm_disks.check, vm_nics.check, _check_network],
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
        codes.PROTECTED: "The VM is protected from deletion: set deletion_protection to False and run `pulumi up` first",
        codes.NO_CAPACITY: "The Subregion has no room for this VM type at the moment: try another type or Subregion",
    },
    batchable=[Batchable(action, ("VmIds",)) for action in ("DeleteVms", "StartVms", "StopVms")],
    # An update may stop the VM and start it again.
    timeouts=Timeouts(update=20 * 60),
    example=Example(
        "A VM of the latest Ubuntu",
        """
ubuntu = invoke("outscale-native:index:getImage", {
  name = "Ubuntu-22.04*"
  accountAlias = "Outscale"
  mostRecent = true
})

resource web "outscale-native:index:Vm" {
  imageId = ubuntu.imageId
  vmType = "tinav5.c1r2p2"
  tags = { Name = "web" }
}

output address {
  value = web.privateIp
}
""",
    ),
)
