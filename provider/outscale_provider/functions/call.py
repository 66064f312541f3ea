"""call: any action of the API."""

from outscale_provider.model.example import Example
from outscale_provider.model.function import CallAny

CALL = CallAny(
    "call",
    description="Sends a request to any action of the API, in the API's own names, whose parameters are checked first. Use its"
    " output form (`callOutput`): in a preview, an action that changes something is not carried out, and what it"
    " answers is unknown, which only outputs can be; and only outputs keep the secrets of an answer secret (see"
    " `plaintext`).\n\nA call is no resource. Each `up` sends it again, whether anything changed or not, so an action that"
    " creates something creates another one each time; no state remembers what it made, no refresh sees it, no destroy"
    " deletes it; and it waits for nothing. Where there is a resource for it, declare that. A preview has the API check the"
    " request by a dry run and warns of what it would refuse as things are; what the request needs may still come with the same"
    " `up`.",
    example=Example(
        "A quota, and an answer that is kept secret",
        """
config accessKeyId string {}

quotas = invoke("outscale-native:index:call", {
  action = "ReadQuotas"
  request = { Filters = { QuotaNames = ["vm_limit"] } }
})

key = invoke("outscale-native:index:call", {
  action = "ReadSecretAccessKey"
  request = { AccessKeyId = accessKeyId }
  plaintext = false
})

output vmLimit {
  value = quotas.response
}

output secretKey {
  value = key.response
}
""",
    ),
)
