"""Volume: a disk of its own, which VolumeLink attaches to a VM."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Problem, Read, Replaces, Resource, Update, Updates, Wait
from outscale_provider.model.tags import TAGS
from outscale_provider.model.values import Remote
from outscale_provider.procedures.disk_speed import speed_violation
from outscale_provider.procedures.with_vm import of_vm


def _check_source(inputs: Remote) -> list[Problem]:
    if "Size" in inputs or "SnapshotId" in inputs:
        return []
    return [Problem("Size", "is required for a volume that is not made from a snapshot")]


def _check_iops(inputs: Remote) -> list[Problem]:
    violation = speed_violation(inputs.get("VolumeType"), inputs.get("Iops"), inputs.get("Size"))
    return [Problem(*violation)] if violation else []


def _iops(volume: Remote) -> int | None:
    """The number that a program can choose. Other types show one that nobody chose."""
    return volume.get("Iops") if volume.get("VolumeType") == "io1" else None


def _shrinks(old: int | None, new: int | None) -> str:
    """A volume grows, it never shrinks."""
    if old is None or new is None or new >= old:
        return ""
    return (
        f"the volume has {old} GiB and can't shrink to {new}. Declare {old} or more; a new and empty volume of another size is"
        " made with the option replace_on_changes=['size'] or by `pulumi up --replace`"
    )


def _lost(volume: Remote, _: Remote) -> str:
    return f"what is on it ({volume.get('Size')} GiB)"


def _of_vm(volume: Remote) -> str:
    return next(filter(None, map(of_vm, volume["LinkedVolumes"])), "")


VOLUME = Resource(
    "Volume",
    id="VolumeId",
    object="Volume",
    description="A volume is a block storage device. `VolumeLink` attaches it to a VM. A volume that is attached can only be"
    " changed while its VM is stopped.",
    create=Create("CreateVolume", fresh=lambda volume: not volume["LinkedVolumes"]),
    read=Read("ReadVolumes", by="VolumeIds"),
    update=[Update("UpdateVolume", ["Iops", "Size", "VolumeType"])],
    delete=Delete("DeleteVolume", gone=[codes.UNKNOWN_VOLUME], retry_while=[codes.WRONG_STATE], waits=True),
    inputs={
        # Only io1 has a number to choose, so its removal comes with another type, which sets it.
        "Iops": Updates(reads=_iops),
        # Each type has its own way to speed. What comes from a snapshot has its size, unless the program gives another.
        "Size": Updates(kept=True, moves=["Iops"], refused_when=_shrinks),
        "SnapshotId": Replaces(),
        "SubregionName": Replaces(),
        "VolumeType": Updates(moves=["Iops"]),
    },
    tags=TAGS,
    loses=_lost,
    rules=[_check_source, _check_iops],
    wait=Wait(pending=["creating", "updating"], ready=["available", "in-use"], failed=["error"], absent=["deleting"]),
    advice={
        codes.WRONG_STATE: "A volume that is attached can't be deleted, and only be changed while its VM is stopped"
    },
    needless=_of_vm,
    example=Example(
        "A volume of 20 GiB",
        """
resource data "outscale-native:index:Volume" {
  subregionName = "eu-west-2a"
  size = 20
  volumeType = "gp2"
}
""",
    ),
)
