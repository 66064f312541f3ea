"""ImageExportTask: writes an image into a bucket."""

from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Read, Replaces, Resource
from outscale_provider.model.tags import TAGS
from outscale_provider.procedures.exporting import DELETE, TIMEOUTS, WAIT, export

IMAGE_EXPORT_TASK = Resource(
    "ImageExportTask",
    id="TaskId",
    object="ImageExportTask",
    description="A task that writes an image into a bucket of OUTSCALE Object Storage, and is waited for. Deleting it"
    " cancels it while it runs; one that is over stays listed for a while, and what it wrote stays in the bucket. A stack whose"
    " task is no longer listed exports anew after a refresh.",
    create=Create("CreateImageExportTask"),
    read=Read("ReadImageExportTasks", by="TaskIds"),
    delete=DELETE,
    inputs={"ImageId": Replaces(), "OsuExport": export("OsuApiKey")},
    tags=TAGS,
    wait=WAIT,
    timeouts=TIMEOUTS,
    needless=lambda _: "was done once",
    example=Example(
        "An image as a file in a bucket",
        """
ubuntu = invoke("outscale-native:index:getImage", {
  name = "Ubuntu-22.04*"
  accountAlias = "Outscale"
  mostRecent = true
})

resource vm "outscale-native:index:Vm" {
  imageId = ubuntu.imageId
}

resource image "outscale-native:index:Image" {
  vmId = vm.vmId
}

resource task "outscale-native:index:ImageExportTask" {
  imageId = image.imageId
  osuExport = { diskImageFormat = "qcow2", osuBucket = "backups" }
}
""",
    ),
)
