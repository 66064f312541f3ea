"""What no rule says of the functions for reads: other names, more inputs, texts and examples that teach something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from outscale_provider.model.function import Choice, Condition


@dataclass(frozen=True)
class Words:
    """What is particular of one function; "" is what the rule says (see `derived.py`)."""

    name: str = ""
    description: str = ""
    example: str = ""


@dataclass(frozen=True)
class Reads:
    """What is particular of the functions for one action.

    `noun` is what one of the objects is called. None in the place of words: there is no such function. `by`, `conditions`
    and `choice` are inputs that the rule does not give.
    """

    noun: str = ""
    many: Words | None = field(default_factory=Words)
    one: Words | None = field(default_factory=Words)
    by: Mapping[str, str] = field(default_factory=dict)
    conditions: Sequence[Condition] = ()
    choice: Choice | None = None


TABLE: Mapping[str, Reads] = {
    "CheckAuthentication": Reads(
        one=Words(
            description="Checks whether an e-mail address and a password are those of an account. Fails if they are not."
            " Several wrong passwords lock the account.",
            example="""
password = pulumi.Config().get_secret("password")
outscale.check_authentication_output(login="me@example.com", password=password or "")
""",
        )
    ),
    "ReadAccounts": Reads(
        many=None,
        one=Words(
            description="The account that the provider works for.",
            example="""
account = outscale.get_account()
pulumi.export("account", account.account_id)
""",
        ),
    ),
    "ReadApiLogs": Reads(
        many=Words(
            description="The calls that were made to the API for the account, the latest first. Logs are kept for 30 days;"
            " filters keep the answer short.",
            example="""
calls = outscale.get_api_logs(filters={"query_call_names": ["DeleteVms"]})
pulumi.export("deletions", len(calls.logs))
""",
        )
    ),
    "ReadConsumptionAccount": Reads(
        many=Words(
            example="""
consumed = outscale.get_consumption_account(from_date="2026-01-01", to_date="2026-02-01")
pulumi.export("consumed", {entry.type: entry.value for entry in consumed.consumption_entries})
"""
        )
    ),
    "ReadDhcpOptions": Reads(noun="DhcpOptionsSet"),
    "ReadImages": Reads(
        by={"AccountAlias": "AccountAliases", "AccountId": "AccountIds"},
        one=Words(
            description="The one image (OMI) that matches. `name` may have the wildcard `*`; `accountAlias` or `accountId`"
            " say whose images are meant, since anybody may share one under any name.",
            example="""
image = outscale.get_image(name="Ubuntu-22.04*", account_alias="Outscale", most_recent=True)
pulumi.export("image", image.image_id)
""",
        ),
        many=Words(
            description="All images (OMIs) that match: the account's own, those shared with it, and public ones.",
            example="""
images = outscale.get_images(filters={"account_aliases": ["Outscale"]})
pulumi.export("images", [image.image_name for image in images.images])
""",
        ),
    ),
    "ReadLoadBalancerTags": Reads(
        many=Words(
            example="""
found = outscale.get_load_balancer_tags(load_balancer_names=["web"])
pulumi.export("tags", {tag.key: tag.value for tag in found.tags})
"""
        )
    ),
    "ReadNets": Reads(
        one=Words(
            example="""
net = outscale.get_net(filters={"tags": ["Name=main"]})
pulumi.export("range", net.ip_range)
"""
        )
    ),
    "ReadPublicIps": Reads(by={"PublicIp": "PublicIps"}),
    "ReadQuotas": Reads(
        many=Words(
            example="""
found = outscale.get_quotas(filters={"quota_names": ["vm_limit"]})
pulumi.export("vms", [quota.max_value for each in found.quota_types for quota in each.quotas])
"""
        )
    ),
    "ReadSecretAccessKey": Reads(
        one=Words(
            example="""
# The output form: the plain one gives the secret key in clear text to the program, and so to whatever it puts it into.
key = outscale.get_secret_access_key_output(access_key_id="ABCDEFGHIJ0123456789")
pulumi.export("secret", key.secret_key)
"""
        )
    ),
    "ReadServerCertificates": Reads(
        conditions=(Condition("Id", "Id"), Condition("Name", "Name")),
        many=Words(
            example="""
found = outscale.get_server_certificates(filters={"paths": ["/"]})
pulumi.export("expire", {each.name: each.expiration_date for each in found.server_certificates})
"""
        ),
        one=Words(
            example="""
certificate = outscale.get_server_certificate(name="site")
pulumi.export("certificate", certificate.expiration_date)
"""
        ),
    ),
    "ReadSubregions": Reads(
        many=Words(
            example="""
found = outscale.get_subregions()
pulumi.export("subregions", [subregion.subregion_name for subregion in found.subregions])
"""
        )
    ),
    "ReadVmTypes": Reads(
        conditions=(
            Condition("MinMemorySize", "MemorySize", at_least=True),
            Condition("MinVcoreCount", "VcoreCount", at_least=True),
        ),
        choice=Choice(
            "Smallest",
            "Whether to take the one with the fewest vCores, and of those the one with the least memory, where several"
            " match.",
            by=("VcoreCount", "MemorySize"),
        ),
        many=Words(
            description="The VM types that have names of their own and match. (Others, such as `tinav5.c2r4p1`, say what"
            " they are by their names.)",
            example="""
found = outscale.get_vm_types(min_memory_size=16, filters={"vcore_counts": [4]})
pulumi.export("types", [vm_type.vm_type_name for vm_type in found.vm_types])
""",
        ),
        one=Words(
            example="""
vm_type = outscale.get_vm_type(min_memory_size=8, min_vcore_count=2, smallest=True)
pulumi.export("type", vm_type.vm_type_name)
"""
        ),
    ),
    "ReadVmsHealth": Reads(
        many=Words(
            example="""
health = outscale.get_vms_health(load_balancer_name="web")
pulumi.export("states", {vm.vm_id: vm.state for vm in health.backend_vm_health})
"""
        )
    ),
    "ReadVmsState": Reads(noun="VmState", many=Words(name="getVmStates"), by={"VmId": "VmIds"}),
}
