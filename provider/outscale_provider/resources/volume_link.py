"""VolumeLink: attaches a volume to a VM as one of its devices."""

from outscale_provider.model.resource import Create, Delete, Read, Resource, Wait
from outscale_provider.model.values import Remote


def _link(volume: Remote, _: tuple[str, ...]) -> Remote | None:
    return next(iter(volume.get("LinkedVolumes", ())), None)


VOLUME_LINK = Resource(
    "VolumeLink",
    # A volume is attached to one VM at a time.
    id="VolumeId",
    object="LinkedVolume",
    description="Attaches a volume to a VM of the same Subregion.",
    create=Create("LinkVolume", adopts=True, retry_while=[6003]),
    read=Read("ReadVolumes", by="VolumeIds", key="VolumeId", pick=_link),
    delete=Delete(
        "UnlinkVolume",
        # Not attached any more, or gone with its VM.
        gone=[5064, 6003],
        options=["ForceUnlink"],
        waits=True,
    ),
    replace_on=["DeviceName", "VmId", "VolumeId"],
    conflicts=lambda old, new: True,
    wait=Wait(pending=["attaching"], ready=["attached"]),
    absent=["detached"],
    members=lambda volume: [volume["VolumeId"]] if volume["LinkedVolumes"] else [],
    example="""
import pulumi_outscale_native as outscale

image = outscale.get_image(name="Ubuntu-22.04*", most_recent=True)
vm = outscale.Vm("web", image_id=image.image_id)
data = outscale.Volume("data", subregion_name="eu-west-2a", size=20)
link = outscale.VolumeLink("data", volume_id=data.id, vm_id=vm.id, device_name="/dev/sdb")
""",
)
