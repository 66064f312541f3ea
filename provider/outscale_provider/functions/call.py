"""call: any action of the API."""

from outscale_provider.model.function import CallAny

CALL = CallAny(
    "call",
    description="Sends a request to any action of the API, in the API's own names. Use its output form (`call_output` in"
    " Python): in a preview, actions that change something are not sent, and what they answer is unknown, which only outputs"
    " can be; and only outputs keep the secrets of an answer secret (see `plaintext`).",
    example="""
import pulumi
import pulumi_outscale_native as outscale

quotas = outscale.call_output(action="ReadQuotas", request={"Filters": {"QuotaNames": ["vm_limit"]}})
keypair = outscale.call_output(action="CreateKeypair", request={"KeypairName": "deployer"}, plaintext=False)
pulumi.export("quotas", quotas.response)
pulumi.export("keypair", keypair.response)
""",
)
