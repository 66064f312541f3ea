"""ApiAccessPolicy: how long access keys live, and whether requests need a trusted environment. An account has one."""

from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Leave, Read, Resource, Update, Updates
from outscale_provider.procedures.lockout import ALLOW_LOCKOUT, policy_lets_caller_in

PARAMETERS = ["MaxAccessKeyExpirationSeconds", "RequireTrustedEnv"]

API_ACCESS_POLICY = Resource(
    "ApiAccessPolicy",
    id=(),
    fixed_id="api-access-policy",
    object="ApiAccessPolicy",
    description="The API access policy of the account, which always has exactly one: creating it sets it, and an import takes"
    " the one that is there. A change that would lock out the provider's own access key is refused, unless `allowLockout` is"
    " set.",
    create=Create("UpdateApiAccessPolicy", adopts=True),
    read=Read("ReadApiAccessPolicy"),
    update=[Update("UpdateApiAccessPolicy", PARAMETERS, whole=True)],
    delete=Leave(
        "an account is never without a policy; to lift it, set it to 0 and False before it leaves the program"
    ),
    inputs={**{name: Updates() for name in PARAMETERS}, "AllowLockout": ALLOW_LOCKOUT},
    guard=policy_lets_caller_in,
    example=Example(
        "Access keys that end within a year",
        """
resource policy "outscale-native:index:ApiAccessPolicy" {
  maxAccessKeyExpirationSeconds = 31536000
  requireTrustedEnv = false
}
""",
    ),
)
