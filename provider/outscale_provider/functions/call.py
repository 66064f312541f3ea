"""call: any action of the API."""

from outscale_provider.model.function import CallAny

CALL = CallAny(
    "call",
    description="Sends a request to any action of the API, in the API's own names. In a preview, actions that change"
    " something are not sent, and the response is unknown.",
    example="""
import pulumi
import pulumi_outscale_native as outscale

quotas = outscale.call(action="ReadQuotas", request={"Filters": {"QuotaNames": ["vm_limit"]}})
pulumi.export("quotas", quotas.response)
""",
)
