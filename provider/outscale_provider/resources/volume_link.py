"""VolumeLink: attaches a volume to a VM as one of its devices."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.operation import Operation
from outscale_provider.model.resource import AtDeletion, Create, Delete, Read, Replaces, Resource, Wait
from outscale_provider.model.values import Remote
from outscale_provider.procedures.with_vm import of_vm


def _links(volume: Remote) -> list[Remote]:
    return [{**link, "VolumeId": volume["VolumeId"]} for link in volume["LinkedVolumes"]]


async def _is_elsewhere(_: Operation, volume: Remote, asked: Remote) -> str:
    """Where a volume is attached, unless it is on its way out."""
    attached = [link for link in volume["LinkedVolumes"] if link["State"] not in ("detaching", "detached")]
    if not attached:
        return ""
    link = attached[0]
    advice = (
        "import that link"
        if link["VmId"] == asked["VmId"]
        else "it has to be unlinked there before it can be linked here"
    )
    return f"{volume['VolumeId']} is attached to {link['VmId']} as {link['DeviceName']}: {advice}"


VOLUME_LINK = Resource(
    "VolumeLink",
    # A volume is attached to one VM at a time.
    id="VolumeId",
    object="LinkedVolume",
    description="Attaches a volume to a VM of the same Subregion.",
    create=Create(
        "LinkVolume",
        adopts=True,
        exists={codes.DEVICE_TAKEN: ["VmId", "DeviceName"]},
        retry_while=[codes.WRONG_STATE],
        when_refused=_is_elsewhere,
    ),
    read=Read("ReadVolumes", by="VolumeIds", parts=_links),
    delete=Delete(
        "UnlinkVolume",
        # Not attached any more, or gone with its VM.
        gone=[codes.UNKNOWN_VOLUME, codes.WRONG_STATE],
        waits=True,
    ),
    inputs={
        "DeviceName": Replaces(),
        "ForceUnlink": AtDeletion(),
        "VmId": Replaces(),
        "VolumeId": Replaces(),
    },
    conflicts=lambda old, new: True,
    wait=Wait(pending=["attaching"], ready=["attached"], failed=["detaching"], absent=["detached"]),
    needless=of_vm,
    example=Example(
        "A VM with a volume for its data",
        """
ubuntu = invoke("outscale-native:index:getImage", {
  name = "Ubuntu-22.04*"
  accountAlias = "Outscale"
  mostRecent = true
})

resource vm "outscale-native:index:Vm" {
  imageId = ubuntu.imageId
}

resource data "outscale-native:index:Volume" {
  subregionName = "eu-west-2a"
  size = 20
}

resource link "outscale-native:index:VolumeLink" {
  volumeId = data.volumeId
  vmId = vm.vmId
  deviceName = "/dev/sdb"
}
""",
    ),
)
