"""ApiAccessRule: lets requests to the API in, by where they come from and by the certificate that the client shows."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Problem, Read, Resource, Update, Updates
from outscale_provider.model.values import Remote
from outscale_provider.procedures.lockout import ALLOW_LOCKOUT, rules_let_caller_in

CONTENT = ["CaIds", "Cns", "Description", "IpRanges"]


def _check_content(inputs: Remote) -> list[Problem]:
    if "CaIds" not in inputs and "IpRanges" not in inputs:
        return [Problem("IpRanges", "or caIds is required: a rule says whom it lets in. 0.0.0.0/0 lets everybody in")]
    if "Cns" in inputs and "CaIds" not in inputs:
        return [Problem("Cns", "needs caIds: a common name alone can be anybody's")]
    return []


API_ACCESS_RULE = Resource(
    "ApiAccessRule",
    id="ApiAccessRuleId",
    object="ApiAccessRule",
    description="Lets requests to the API in that come from certain addresses (`ipRanges`), show a certificate of certain"
    " authorities (`caIds`, with `cns` of certain common names), or both. An account begins with a rule that lets everybody in;"
    " it goes only when it is imported and deleted, or deleted by hand. A change or deletion that would lock out the provider's"
    " own access key is refused, unless `allowLockout` is set.",
    create=Create("CreateApiAccessRule"),
    read=Read("ReadApiAccessRules", by="ApiAccessRuleIds"),
    # What is left out is taken away.
    update=[Update("UpdateApiAccessRule", CONTENT, whole=True)],
    delete=Delete("DeleteApiAccessRule", gone=[codes.UNKNOWN_SETTING]),
    inputs={**{name: Updates() for name in CONTENT}, "AllowLockout": ALLOW_LOCKOUT},
    rules=[_check_content],
    guard=rules_let_caller_in,
    advice={
        codes.INVALID_SETTING: "A rule needs ipRanges or caIds, and cns need caIds. The last rule of an account can't be"
        " deleted: make another one first, or take this one out of the stack (`pulumi state delete`)",
    },
    example=Example(
        "Calls from the network of an office",
        """
resource office "outscale-native:index:ApiAccessRule" {
  ipRanges = ["192.0.2.0/24"]
  description = "from the office"
}
""",
    ),
)
