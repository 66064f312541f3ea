"""What no rule says of the functions for reads: other names, more inputs, texts and examples that teach something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from outscale_provider.model.example import Example
from outscale_provider.model.function import Choice, Condition


@dataclass(frozen=True)
class Words:
    """What is particular of one function; what is absent is what the rule says (see `derived.py`)."""

    name: str = ""
    description: str = ""
    example: Example | None = None


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
            example=Example(
                "Whether a configured password is right",
                """
config login string {}

config password string {
  secret = true
}

checked = invoke("outscale-native:index:checkAuthentication", {
  login = login
  password = password
})
""",
            ),
        )
    ),
    "ReadAccounts": Reads(
        many=None,
        one=Words(
            description="The account that the provider works for.",
            example=Example(
                "Whose account it is",
                """
account = invoke("outscale-native:index:getAccount", {})

output accountId {
  value = account.accountId
}
""",
            ),
        ),
    ),
    "ReadApiLogs": Reads(
        many=Words(
            description="The calls that were made to the API for the account, the latest first. Logs are kept for 30 days;"
            " filters keep the answer short.",
            example=Example(
                "Who deleted VMs",
                """
calls = invoke("outscale-native:index:getApiLogs", { filters = { queryCallNames = ["DeleteVms"] } })

output deletions {
  value = calls.logs
}
""",
            ),
        )
    ),
    "ReadConsumptionAccount": Reads(
        many=Words(
            example=Example(
                "What a month consumed",
                """
january = invoke("outscale-native:index:getConsumptionAccount", {
  fromDate = "2026-01-01"
  toDate = "2026-02-01"
})

output consumed {
  value = january.consumptionEntries
}
""",
            )
        )
    ),
    "ReadDhcpOptions": Reads(noun="DhcpOptionsSet"),
    "ReadFlexibleGpuCatalog": Reads(
        many=Words(
            example=Example(
                "The models of GPUs",
                """
found = invoke("outscale-native:index:getFlexibleGpuCatalog", {})

output models {
  value = found.flexibleGpuCatalog
}
""",
            )
        )
    ),
    "ReadImages": Reads(
        by={"AccountAlias": "AccountAliases", "AccountId": "AccountIds"},
        one=Words(
            description="The one image (OMI) that matches. `name` may have the wildcard `*`; `accountAlias` or `accountId`"
            " say whose images are meant, since anybody may share one under any name.",
            example=Example(
                "The latest Ubuntu",
                """
ubuntu = invoke("outscale-native:index:getImage", {
  name = "Ubuntu-22.04*"
  accountAlias = "Outscale"
  mostRecent = true
})

output imageId {
  value = ubuntu.imageId
}
""",
            ),
        ),
        many=Words(
            description="All images (OMIs) that match: the account's own, those shared with it, and public ones.",
            example=Example(
                "The images of OUTSCALE",
                """
found = invoke("outscale-native:index:getImages", { filters = { accountAliases = ["Outscale"] } })

output images {
  value = found.images
}
""",
            ),
        ),
    ),
    "ReadLoadBalancerTags": Reads(
        many=Words(
            example=Example(
                "The tags of a load balancer",
                """
config loadBalancerName string {}

found = invoke("outscale-native:index:getLoadBalancerTags", { loadBalancerNames = [loadBalancerName] })

output tags {
  value = found.tags
}
""",
            )
        )
    ),
    "ReadNets": Reads(
        one=Words(
            example=Example(
                "The net with a tag",
                """
net = invoke("outscale-native:index:getNet", { filters = { tags = ["Name=main"] } })

output ipRange {
  value = net.ipRange
}
""",
            )
        )
    ),
    "ReadPublicIps": Reads(by={"PublicIp": "PublicIps"}),
    "ReadQuotas": Reads(
        many=Words(
            example=Example(
                "How many VMs there may be",
                """
found = invoke("outscale-native:index:getQuotas", { filters = { quotaNames = ["vm_limit"] } })

output vmLimit {
  value = found.quotaTypes[0].quotas[0].maxValue
}
""",
            )
        )
    ),
    "ReadSecretAccessKey": Reads(
        one=Words(
            example=Example(
                "The secret of a configured access key",
                """
config accessKeyId string {}

key = invoke("outscale-native:index:getSecretAccessKey", { accessKeyId = accessKeyId })

output secretKey {
  value = key.secretKey
}
""",
            )
        )
    ),
    "ReadServerCertificates": Reads(
        conditions=(Condition("Id", "Id"), Condition("Name", "Name")),
        many=Words(
            example=Example(
                "The certificates at a path",
                """
found = invoke("outscale-native:index:getServerCertificates", { filters = { paths = ["/"] } })

output certificates {
  value = found.serverCertificates
}
""",
            )
        ),
        one=Words(
            example=Example(
                "When a certificate ends",
                """
config name string {}

site = invoke("outscale-native:index:getServerCertificate", { name = name })

output expirationDate {
  value = site.expirationDate
}
""",
            )
        ),
    ),
    "ReadSubregions": Reads(
        many=Words(
            example=Example(
                "Where VMs can be",
                """
found = invoke("outscale-native:index:getSubregions", {})

output subregions {
  value = found.subregions
}
""",
            )
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
            example=Example(
                "Types of 4 vCores and much memory",
                """
found = invoke("outscale-native:index:getVmTypes", {
  minMemorySize = 16
  filters = { vcoreCounts = [4] }
})

output vmTypes {
  value = found.vmTypes
}
""",
            ),
        ),
        one=Words(
            example=Example(
                "The smallest type that is large enough",
                """
smallest = invoke("outscale-native:index:getVmType", {
  minMemorySize = 8
  minVcoreCount = 2
  smallest = true
})

output vmType {
  value = smallest.vmTypeName
}
""",
            )
        ),
    ),
    "ReadVmsHealth": Reads(
        many=Words(
            example=Example(
                "The VMs behind a load balancer",
                """
config loadBalancerName string {}

health = invoke("outscale-native:index:getVmsHealth", { loadBalancerName = loadBalancerName })

output states {
  value = health.backendVmHealth
}
""",
            )
        )
    ),
    "ReadVmsState": Reads(noun="VmState", many=Words(name="getVmStates"), by={"VmId": "VmIds"}),
}
