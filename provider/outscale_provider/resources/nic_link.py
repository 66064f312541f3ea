"""NicLink: links a NIC to a VM as one of its devices."""

from operator import itemgetter

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.operation import Operation
from outscale_provider.model.property import BOOLEAN
from outscale_provider.model.resource import Changes, Create, Delete, Read, Replaces, Resource, Run, Updates, Wait
from outscale_provider.model.values import Remote
from outscale_provider.procedures.with_vm import of_vm


def _links(nic: Remote) -> list[Remote]:
    return [{**nic["LinkNic"], "NicId": nic["NicId"]}] if "LinkNic" in nic else []


async def _keep_or_delete(operation: Operation, id: str, changes: Changes) -> None:
    """The link is a part of the NIC, so it is changed by the NIC's action."""
    link = {"LinkNicId": id, "DeleteOnVmDeletion": changes.new["DeleteOnVmDeletion"]}
    await operation.call("UpdateNic", {"NicId": changes.new["NicId"], "LinkNic": link})


NIC_LINK = Resource(
    "NicLink",
    id="LinkNicId",
    object="LinkNic",
    description="Links a NIC to a VM of the same Net and Subregion, as a device beside its primary NIC. The VM is running or"
    " stopped.",
    create=Create(
        "LinkNic",
        adopts=True,
        exists={codes.IN_USE: ["NicId"], codes.DEVICE_NUMBER_TAKEN: ["VmId", "DeviceNumber"]},
        # A VM that is on its way to running or stopped.
        retry_while=[codes.WRONG_STATE],
    ),
    read=Read("ReadNics", by="LinkNicLinkNicIds", key="LinkNic.LinkNicId", parts=_links),
    update=[Run(_keep_or_delete, ["DeleteOnVmDeletion"], actions=["UpdateNic"])],
    delete=Delete("UnlinkNic", gone=[codes.UNKNOWN_NIC_LINK], waits=True),
    inputs={
        "DeleteOnVmDeletion": Updates(
            type=BOOLEAN,
            default=False,
            description="Whether the NIC is deleted together with the VM. If not, it is unlinked.",
        ),
        "DeviceNumber": Replaces(),
        "NicId": Replaces(reads=itemgetter("NicId")),
        "VmId": Replaces(),
    },
    conflicts=lambda old, new: True,
    wait=Wait(pending=["attaching"], ready=["attached"], failed=["detaching"], absent=["detached"]),
    advice={codes.WRONG_STATE: "A NIC is linked to a VM that is running or stopped"},
    needless=of_vm,
    example=Example(
        "A VM with a second network interface",
        """
ubuntu = invoke("outscale-native:index:getImage", {
  name = "Ubuntu-22.04*"
  accountAlias = "Outscale"
  mostRecent = true
})

resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
}

resource subnet "outscale-native:index:Subnet" {
  netId = net.netId
  ipRange = "10.0.1.0/24"
}

resource vm "outscale-native:index:Vm" {
  imageId = ubuntu.imageId
  subnetId = subnet.subnetId
}

resource nic "outscale-native:index:Nic" {
  subnetId = subnet.subnetId
}

resource link "outscale-native:index:NicLink" {
  nicId = nic.nicId
  vmId = vm.vmId
  deviceNumber = 1
}
""",
    ),
)
