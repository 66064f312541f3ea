"""getConsoleOutput: what a VM wrote to its console."""

from __future__ import annotations

import base64

from outscale_provider.model.example import Example
from outscale_provider.model.function import Ask
from outscale_provider.model.property import STRING, Property, shape_of
from outscale_provider.model.values import Remote


def _decoded(response: Remote, _: Remote) -> Remote:
    # It is cut where it gets too long, maybe within a character.
    text = base64.b64decode(response["ConsoleOutput"]).decode(errors="replace")
    return {"ConsoleOutput": text, "VmId": response["VmId"]}


GET_CONSOLE_OUTPUT = Ask(
    "getConsoleOutput",
    "ReadConsoleOutput",
    description="The end of what a VM wrote to its console, at most 64 KiB of it. Windows VMs write there on their first boot"
    " alone.",
    outputs={
        "consoleOutput": Property(
            "ConsoleOutput", shape_of(STRING), always=True, description="The text. Empty if there is none."
        ),
        "vmId": Property("VmId", shape_of(STRING), always=True, description="The ID of the VM."),
    },
    tells=_decoded,
    example=Example(
        "What a new VM says",
        """
ubuntu = invoke("outscale-native:index:getImage", {
  name = "Ubuntu-22.04*"
  accountAlias = "Outscale"
  mostRecent = true
})

resource web "outscale-native:index:Vm" {
  imageId = ubuntu.imageId
}

written = invoke("outscale-native:index:getConsoleOutput", { vmId = web.vmId })

output console {
  value = written.consoleOutput
}
""",
    ),
)
