"""AccessKey: a key that requests to the API are signed with."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Resource, Update, Updates
from outscale_provider.procedures.lockout import ALLOW_LOCKOUT, key_in_use_stays

ACCESS_KEY = Resource(
    "AccessKey",
    id="AccessKeyId",
    object="AccessKey",
    only_at_creation={"SecretKey": "AccessKeySecretKey"},
    description="An access key of the account. `secretKey` is told once, when the key is made, and kept by the stack as a"
    " secret. The key that the provider itself works with is neither deleted nor made inactive, unless `allowLockout` is set.",
    create=Create("CreateAccessKey"),
    read=Read("ReadAccessKeys", by="AccessKeyIds"),
    # A date that is left out is taken away.
    update=[Update("UpdateAccessKey", ["ExpirationDate", "State"], whole=True)],
    delete=Delete("DeleteAccessKey", gone=[codes.UNKNOWN_ACCESS_KEY]),
    inputs={
        "ExpirationDate": Updates(moves=["LastModificationDate"]),
        "State": Updates(default="ACTIVE", moves=["LastModificationDate"]),
        "AllowLockout": ALLOW_LOCKOUT,
    },
    guard=key_in_use_stays,
    id_example="ABCDEFGHIJ0123456789",
    example=Example(
        "An access key that ends, and its secret",
        """
resource key "outscale-native:index:AccessKey" {
  expirationDate = "2035-12-31"
}

output accessKeyId {
  value = key.accessKeyId
}

output secretKey {
  value = key.secretKey
}
""",
    ),
)
