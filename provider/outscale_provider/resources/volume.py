"""Volume: a disk of its own, which VolumeLink attaches to a VM."""

from outscale_provider.model.resource import Create, Delete, Problem, Read, Replaces, Resource, Update, Updates, Wait
from outscale_provider.model.tags import TAGS
from outscale_provider.model.values import Remote


def _check_source(inputs: Remote) -> list[Problem]:
    if "Size" in inputs or "SnapshotId" in inputs:
        return []
    return [Problem("Size", "is required for a volume that is not made from a snapshot")]


def _check_iops(inputs: Remote) -> list[Problem]:
    is_io1 = inputs.get("VolumeType") == "io1"
    if is_io1 and "Iops" not in inputs:
        return [Problem("Iops", "is required for a volume of type io1")]
    if "Iops" in inputs and inputs.get("VolumeType", "standard") in ("standard", "gp2"):
        return [Problem("Iops", "can only be chosen for a volume of type io1")]
    return []


def _iops(volume: Remote) -> int | None:
    """The number that a program can choose. Other types show one that nobody chose."""
    return volume.get("Iops") if volume.get("VolumeType") == "io1" else None


def _shrinks(old: int | None, new: int | None) -> bool:
    """A volume grows, it never shrinks; and only a new one goes back to the size of its snapshot."""
    return old is not None and (new is None or new < old)


VOLUME = Resource(
    "Volume",
    id="VolumeId",
    object="Volume",
    description="A volume is a block storage device. `VolumeLink` attaches it to a VM. A volume that is attached can only be"
    " changed while its VM is stopped.",
    create=Create("CreateVolume", fresh=lambda volume: not volume["LinkedVolumes"]),
    read=Read("ReadVolumes", by="VolumeIds"),
    update=[Update("UpdateVolume", ["Iops", "Size", "VolumeType"])],
    delete=Delete("DeleteVolume", gone=[5064], retry_while=[6003], waits=True),
    inputs={
        # Only io1 has a number to choose, so its removal comes with another type, which sets it.
        "Iops": Updates(reads=_iops),
        # Each type has its own way to speed.
        "Size": Updates(moves=["Iops"], replaces_when=_shrinks),
        "SnapshotId": Replaces(),
        "SubregionName": Replaces(),
        "VolumeType": Updates(moves=["Iops"]),
    },
    tags=TAGS,
    rules=[_check_source, _check_iops],
    wait=Wait(pending=["creating", "updating"], ready=["available", "in-use"], failed=["error"], absent=["deleting"]),
    advice={6003: "A volume that is attached can only be changed while its VM is stopped"},
    example="""
import pulumi_outscale_native as outscale

data = outscale.Volume("data", subregion_name="eu-west-2a", size=20, volume_type="gp2")
""",
)
