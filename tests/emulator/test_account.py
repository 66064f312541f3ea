"""Accounts: who sees them, what changes them, and how a password is reset."""

import logging
import re

import pytest

DETAILS = {
    "City": "Toulouse",
    "CompanyName": "New",
    "Country": "France",
    "CustomerId": "12345678",
    "Email": "new@example.com",
    "FirstName": "Nina",
    "LastName": "New",
    "ZipCode": "31500",
}


async def test_an_account_sees_itself(api, neighbour):
    (account,) = (await api.call("ReadAccounts"))["Accounts"]
    (other,) = (await neighbour.call("ReadAccounts"))["Accounts"]

    assert account["AccountId"] == "100000000001"
    assert other["AccountId"] == "100000000002"
    assert "Password" not in account


async def test_a_new_account_is_made_of_its_details(api):
    account = (await api.call("CreateAccount", **DETAILS))["Account"]
    assert re.fullmatch("[0-9]{12}", account.pop("AccountId"))
    assert account == DETAILS


async def test_a_new_account_needs_details_of_its_own(api):
    assert await api.refused("CreateAccount") == "7000"
    assert await api.refused("CreateAccount", **DETAILS | {"Email": "emulator@example.com"}) == "9007"
    assert await api.refused("CreateAccount", **DETAILS | {"Email": "test@test"}) == "4047"
    assert await api.refused("CreateAccount", **DETAILS | {"CustomerId": "foo"}) == "4047"
    assert await api.refused("CreateAccount", **DETAILS | {"CustomerId": "12345678\n"}) == "4047"


async def test_an_account_changes_its_details(api):
    account = (await api.call("UpdateAccount", City="Toulouse", Email="moved@example.com"))["Account"]

    assert (account["City"], account["Email"]) == ("Toulouse", "moved@example.com")
    assert (await api.call("ReadAccounts"))["Accounts"] == [account]
    await api.call("CheckAuthentication", Login="moved@example.com", Password="emulator-password")


async def test_an_update_changes_something_and_keeps_logins_apart(api):
    assert await api.refused("UpdateAccount") == "7000"
    assert await api.refused("UpdateAccount", Email="neighbour@example.com") == "9073"
    assert await api.refused("UpdateAccount", Email="foo") == "4118"
    assert await api.refused("UpdateAccount", Password="hello") == "3001"


async def test_a_login_and_a_password_are_checked(api):
    await api.call("CheckAuthentication", Login="neighbour@example.com", Password="neighbour-password")
    assert await api.refused("CheckAuthentication", Login="emulator@example.com", Password="wrong") == "4120"
    assert await api.refused("CheckAuthentication", Login="nobody@example.com", Password="wrong") == "4120"
    assert await api.refused("CheckAuthentication", Login="emulator@example.com") == "7000"


async def test_a_password_is_reset_with_the_token_of_the_email(api, http, caplog):
    with caplog.at_level(logging.INFO):
        response = await http.post("/api/v1/SendResetPasswordEmail", json={"Email": "emulator@example.com"})
    assert response.status_code == 200
    token = re.search("[0-9a-f]{40}", caplog.text)[0]

    assert await api.refused("ResetAccountPassword", Token=token, Password="emulator-password") == "9074"
    await api.call("ResetAccountPassword", Token=token, Password="better")
    await api.call("CheckAuthentication", Login="emulator@example.com", Password="better")
    assert await api.refused("ResetAccountPassword", Token=token, Password="again") == "4118"


@pytest.mark.parametrize("email", ["nobody@example.com"])
async def test_an_unknown_address_gets_no_email(api, caplog, email):
    with caplog.at_level(logging.INFO):
        await api.call("SendResetPasswordEmail", Email=email)
    assert "token" not in caplog.text
