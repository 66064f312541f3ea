"""Certificates: renewed, renamed, and told apart by what they say and not by how that is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from emulator.pki import pem_certificate, pem_key, rsa_key
from outscale_provider.model.values import UNKNOWN
from provider.cloud import Account, Fault, Way
from provider.engine import Engine, Failed, Resource
from provider.messages import Secret

BODY, OTHER_BODY, KEY = pem_certificate(), pem_certificate("other.example.com"), pem_key(rsa_key())


async def names(account: Account) -> list[str]:
    return [each["Name"] for each in (await account.call("ReadServerCertificates"))["ServerCertificates"]]


async def made(engine: Engine, **inputs: Any) -> Resource:
    """A new certificate."""
    return await engine.create("ServerCertificate", await engine.checked("ServerCertificate", inputs))


async def test_a_certificate_keeps_its_id_under_another_name(engine: Engine, account: Account):
    await made(engine, name="neighbour", body=BODY, privateKey=KEY, path="/a/")
    certificate = await made(engine, name="web", body=BODY, privateKey=KEY)
    news = await engine.checked(
        certificate.type, {**certificate.inputs, "name": "www", "path": "/front/"}, certificate.inputs
    )
    renamed = await engine.update(certificate, news)
    assert (renamed.id, renamed.outputs["name"], renamed.outputs["path"]) == (certificate.id, "www", "/front/")
    assert await engine.read(renamed) == renamed
    await engine.delete(renamed)
    assert await names(account) == ["neighbour"]


async def test_a_renewed_certificate_with_an_automatic_name_is_there_before_the_old_one_goes(engine: Engine):
    certificate = await made(engine, body=BODY, privateKey=KEY)
    news = await engine.checked(certificate.type, {"body": OTHER_BODY, "privateKey": KEY}, certificate.inputs)
    difference = await engine.diff(certificate, news)
    assert difference.replaces == ["body"] and not difference.delete_before_replace


async def test_the_private_key_is_secret(engine: Engine):
    certificate = await made(engine, body=BODY, privateKey=KEY)
    assert certificate.inputs["privateKey"] == certificate.outputs["privateKey"] == Secret(KEY)


@pytest.mark.parametrize("name", ["body", "chain", "privateKey"])
async def test_what_is_not_in_pem_is_refused_in_the_preview(name: str, engine: Engine):
    given: dict[str, Any] = {"body": BODY, "privateKey": KEY}
    checked = await engine.check("ServerCertificate", {**given, name: "MIIC-nonsense"})
    assert {path: "PEM" in text for path, text in checked.failures.items()} == {name: True}
    assert "nonsense" not in str(checked.failures)
    assert not (await engine.check("ServerCertificate", {**given, name: UNKNOWN})).failures


async def test_a_name_that_is_taken_is_told_with_its_import(engine: Engine):
    there = await made(engine, name="web", body=BODY, privateKey=KEY)
    with pytest.raises(Failed, match=f"pulumi import outscale-native:index:ServerCertificate it {there.id}"):
        await made(engine, name="web", body=BODY, privateKey=KEY)


async def test_what_may_have_been_made_is_named_with_a_command_that_deletes_it(engine: Engine, way: Way):
    way.faults = [Fault("CreateServerCertificate", lost=True)]
    with pytest.raises(Failed, match="osc-cli api DeleteServerCertificate --Name web"):
        await made(engine, name="web", body=BODY, privateKey=KEY)


async def test_an_authority_is_told_by_its_fingerprint(engine: Engine):
    made = await engine.made("Ca", caPem=BODY)
    imported = await engine.imported("Ca", made.id)
    assert imported
    for pem, replaces in ((BODY, []), (f"# the office\n{BODY}\n", []), (OTHER_BODY, ["caPem"])):
        news = await engine.checked("Ca", {"caPem": pem}, imported.inputs)
        assert (await engine.diff(imported, news)).replaces == replaces


async def test_a_rule_says_whom_it_lets_in(engine: Engine):
    checked = await engine.check("ApiAccessRule", {"description": "nobody"})
    assert "0.0.0.0/0" in checked.failures["ipRanges"]
    checked = await engine.check("ApiAccessRule", {"ipRanges": ["192.0.2.1"], "cns": ["client"]})
    assert "needs caIds" in checked.failures["cns"]


async def test_the_last_rule_is_not_deleted_and_the_error_says_what_to_do(engine: Engine, account: Account):
    rules = (await account.call("ReadApiAccessRules"))["ApiAccessRules"]
    imported = [await engine.imported("ApiAccessRule", rule["ApiAccessRuleId"]) for rule in rules]
    *others, last = [rule for rule in imported if rule]
    for rule in others:
        await engine.delete(rule)
    with pytest.raises(Failed, match="would lock the provider out"):
        await engine.delete(last)
    with pytest.raises(Failed, match="pulumi state delete"):
        await engine.delete(replace(last, inputs={**last.inputs, "allowLockout": True}))


async def test_an_account_needs_something_to_be_said(engine: Engine):
    assert "companyName" in (await engine.check("Account", {})).failures


async def renaming(engine: Engine, certificate: Resource, **changed: str) -> dict[str, Any]:
    return await engine.checked(certificate.type, {**certificate.inputs, **changed}, certificate.inputs)


async def test_a_renaming_whose_answer_was_lost_is_done(engine: Engine, account: Account, way: Way):
    certificate = await made(engine, name="web", body=BODY, privateKey=KEY)
    way.faults.append(Fault("UpdateServerCertificate", lost=True))
    renamed = await engine.update(certificate, await renaming(engine, certificate, name="www"))
    assert renamed.outputs["name"] == "www"
    assert await engine.read(renamed) == renamed


async def test_a_renaming_that_the_state_does_not_have_is_gone_on_from(engine: Engine, account: Account):
    """The engine was killed before it could keep it: for it, the certificate still has its old name."""
    certificate = await made(engine, name="web", body=BODY, privateKey=KEY, path="/a/")
    await engine.update(certificate, await renaming(engine, certificate, name="www"))
    changed = await engine.update(certificate, await renaming(engine, certificate, name="www", path="/b/"))
    assert (changed.outputs["name"], changed.outputs["path"]) == ("www", "/b/")
    assert await names(account) == ["www"]
    await engine.delete(certificate)
    assert await names(account) == []
