"""Net: a private network, the range of addresses that Subnets divide."""

from outscale_provider.model.resource import Create, Delete, Input, Read, Resource, Update, Wait

NET = Resource(
    "Net",
    id="NetId",
    object="Net",
    description="A Net is a private network. It comes with a main route table and a default security group.",
    create=Create("CreateNet"),
    read=Read("ReadNets", by="NetIds", key="NetId"),
    update=[Update("UpdateNet", properties=["DhcpOptionsSetId"])],
    # What is in a Net may still be going when its deletion has been answered.
    delete=Delete("DeleteNet", gone=[5065], retry_while=[1001, 9029]),
    replace_on=["IpRange", "Tenancy"],
    # The API takes this word for the account's default set.
    inputs_known={"DhcpOptionsSetId": Input(removal="default")},
    tags=True,
    wait=Wait(pending=["pending"], ready=["available"]),
    example="""
import pulumi_outscale_native as outscale

net = outscale.Net("main", ip_range="10.0.0.0/16", tags={"Name": "main"})
""",
)
