"""Keeps a stack out of accounts that its configuration does not allow."""

from __future__ import annotations

from outscale_provider.config import Configuration
from outscale_provider.errors import ConfigurationError
from outscale_provider.lifecycle.operation import Cloud

READ_ACCOUNTS = "ReadAccounts"


async def admit(cloud: Cloud, configuration: Configuration) -> None:
    """Asks whose the credentials are. Raises ConfigurationError where it is an account that must not be worked in."""
    answer = await cloud.read(READ_ACCOUNTS, {})
    ids = {account["AccountId"] for account in answer["Accounts"]}
    shown = " and ".join(sorted(ids))
    forbidden = ids & {*configuration.forbidden_account_ids}
    if forbidden:
        raise ConfigurationError(
            f"the credentials are of account {shown}, which forbiddenAccountIds names. Nothing was done"
        )
    if configuration.allowed_account_ids and not ids <= {*configuration.allowed_account_ids}:
        raise ConfigurationError(
            f"the credentials are of account {shown}, which allowedAccountIds does not name. Nothing was done"
        )
