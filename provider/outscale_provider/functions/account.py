"""getAccount: who the credentials belong to."""

from outscale_provider.model.function import GetOne

GET_ACCOUNT = GetOne(
    "getAccount",
    "ReadAccounts",
    description="The account that the provider works for.",
    example="""
import pulumi
import pulumi_outscale_native as outscale

account = outscale.get_account()
pulumi.export("account", account.account_id)
""",
)
