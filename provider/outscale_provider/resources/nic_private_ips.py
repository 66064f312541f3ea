"""NicPrivateIps: secondary private addresses of a NIC that is declared elsewhere."""

from operator import itemgetter

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Items, Members, Read, Replaces, Resource, Updates
from outscale_provider.model.values import Remote
from outscale_provider.procedures.with_vm import of_vm

NOT_INPUTS = {
    "AllowRelink": "an address is never taken from another NIC",
    "SecondaryPrivateIpCount": "the API does not tell which addresses it chose, so none could be proved to be this resource's",
}


def _secondary(nic: Remote) -> list[Remote]:
    """The addresses that can come and go, as the API is given them."""
    addresses = [each["PrivateIp"] for each in nic["PrivateIps"] if not each["IsPrimary"]]
    return [{**nic, "PrivateIps": addresses}]


def _said_by_nic(nic: Remote) -> str:
    """A NIC that goes with a VM is declared nowhere else."""
    return "" if of_vm(nic.get("LinkNic", {})) else "its NIC says its addresses"


def _share_addresses(old: Remote, new: Remote) -> bool:
    """Whether the new NIC can't have its addresses before the old one gives them up."""
    return not set(old.get("PrivateIps", ())).isdisjoint(new.get("PrivateIps", ()))


NIC_PRIVATE_IPS = Resource(
    "NicPrivateIps",
    id="NicId",
    object="Nic",
    outputs=["NicId"],
    description="Secondary private addresses of a NIC that is declared elsewhere, such as the primary NIC of a VM. Those that"
    " others have added stay as they are. An import takes over all that are there.",
    create=Create("LinkPrivateIps", adopts=True, excluded=NOT_INPUTS),
    read=Read("ReadNics", by="NicIds", parts=_secondary),
    update=[
        Members(
            "PrivateIps",
            add=Items("LinkPrivateIps", "PrivateIps", excluded=NOT_INPUTS),
            remove=Items("UnlinkPrivateIps", "PrivateIps"),
            shared=True,
        )
    ],
    delete=Delete(
        "UnlinkPrivateIps",
        by={"NicId": "NicId", "PrivateIps": "PrivateIps"},
        gone=[codes.UNKNOWN_NIC],
    ),
    inputs={"NicId": Replaces(), "PrivateIps": Updates(required=True, reads=itemgetter("PrivateIps"))},
    conflicts=_share_addresses,
    advice={
        codes.TOO_MANY_PRIVATE_IPS: "The type of its VM limits a NIC's addresses, and new ones come before old ones go: take"
        " some away in one `pulumi up`, and add others in the next",
        codes.NOT_TOGETHER: "Secondary addresses are in the NIC's Subnet, and one that another NIC has is not taken from it",
    },
    repeats=_said_by_nic,
    example=Example(
        "More addresses for a network interface that something else manages",
        """
config nicId string {}

resource addresses "outscale-native:index:NicPrivateIps" {
  nicId = nicId
  privateIps = ["10.0.1.21", "10.0.1.22"]
}
""",
    ),
)
