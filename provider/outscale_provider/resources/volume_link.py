"""VolumeLink: attaches a volume to a VM as one of its devices."""

from outscale_provider.model.resource import AtDeletion, Create, Delete, Read, Replaces, Resource, Wait
from outscale_provider.model.values import Remote


def _links(volume: Remote) -> list[Remote]:
    return [{**link, "VolumeId": volume["VolumeId"]} for link in volume["LinkedVolumes"]]


VOLUME_LINK = Resource(
    "VolumeLink",
    # A volume is attached to one VM at a time.
    id="VolumeId",
    object="LinkedVolume",
    description="Attaches a volume to a VM of the same Subregion.",
    create=Create("LinkVolume", adopts=True, exists={9014: ["VmId", "DeviceName"]}, retry_while=[6003]),
    read=Read("ReadVolumes", by="VolumeIds", parts=_links),
    delete=Delete(
        "UnlinkVolume",
        # Not attached any more, or gone with its VM.
        gone=[5064, 6003],
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
    example="""
import pulumi_outscale_native as outscale

image = outscale.get_image(name="Ubuntu-22.04*", most_recent=True)
vm = outscale.Vm("web", image_id=image.image_id)
data = outscale.Volume("data", subregion_name="eu-west-2a", size=20)
link = outscale.VolumeLink("data", volume_id=data.id, vm_id=vm.id, device_name="/dev/sdb")
""",
)
