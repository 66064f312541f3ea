"""Changes of who may use the API: none locks out the access key that makes it, unless the program allows that.

Rules are alternatives: one that lets a request in is enough (api-behaviour.md section 1.2). What can't be known (who signed
the client certificate, where requests come from when the API's log does not tell) is a warning, no refusal.
"""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from outscale_provider.model.operation import Caller, Operation
from outscale_provider.model.property import BOOLEAN, moment
from outscale_provider.model.resource import Harmless
from outscale_provider.model.values import Remote

ID = "ApiAccessRuleId"

EVERYWHERE = "0.0.0.0/0"

#: The policy as nothing is told of it: each limit is then one that comes.
UNLIMITED = {"MaxAccessKeyExpirationSeconds": 0, "RequireTrustedEnv": False}

#: One such change of an account after the other: each is judged by what the ones before have left.
TURN = "who may use the API"

ALLOW_LOCKOUT = Harmless(
    "it only allows what an operation may do",
    type=BOOLEAN,
    default=False,
    description="Whether an operation may lock out the access key that the provider uses. Without it, a change or deletion"
    " after which the API would no longer let the provider's own requests in is refused. For a deletion it has to be set, by a"
    " `pulumi up`, before.",
)

_LOCKED_OUT = "this would lock the provider out"
_ALLOW = "If that is meant, set allowLockout (for a deletion, by a `pulumi up` before it); else"


@asynccontextmanager
async def rules_let_caller_in(
    operation: Operation, id: str, wanted: Remote | None, inputs: Remote
) -> AsyncIterator[None]:
    """Judges a change of an access rule to `wanted`, or its deletion, and lets no other one in between."""
    async with operation.turn(TURN) as notes:
        # What is added takes nothing away.
        if id and not inputs.get("AllowLockout"):
            there = await _rules(operation, notes)
            after = [rule for rule in there if rule[ID] != id] + ([wanted] if wanted else [])
            await _judge(operation, there, after)
        yield
        if id:
            notes[id] = wanted and {**wanted, ID: id}


@asynccontextmanager
async def policy_lets_caller_in(
    operation: Operation, _: str, wanted: Remote | None, inputs: Remote
) -> AsyncIterator[None]:
    """Judges a change of the access policy to `wanted`."""
    async with operation.turn(TURN) as notes:
        if wanted and not inputs.get("AllowLockout"):
            await _judge_policy(operation, wanted, notes)
        yield


@asynccontextmanager
async def key_in_use_stays(operation: Operation, id: str, wanted: Remote | None, inputs: Remote) -> AsyncIterator[None]:
    """Judges a change of an access key to `wanted`, or its deletion."""
    is_usable = wanted and wanted.get("State") != "INACTIVE"
    if id == operation.caller.access_key and not is_usable and not inputs.get("AllowLockout"):
        operation.fail(
            f"{_LOCKED_OUT}: its own requests are signed with access key {id}. Nothing was changed. {_ALLOW} give the"
            " provider another access key first, or take this one out of the stack (`pulumi state delete`)"
        )
    yield


async def _rules(operation: Operation, notes: Remote) -> list[Remote]:
    """The rules as this provider's changes have left them, since a read may be older; none if none are told."""
    answer = await operation.look("ReadApiAccessRules", {}) or {}
    rules = [notes.get(rule[ID], rule) for rule in answer.get("ApiAccessRules", ())]
    return [rule for rule in rules if rule is not None]


async def _judge_policy(operation: Operation, wanted: Remote, notes: Remote) -> None:
    answer = await operation.look("ReadApiAccessPolicy", {}) or {}
    before = answer.get("ApiAccessPolicy", UNLIMITED)
    if _is_shorter(wanted, before):
        await _judge_lifetime(operation, wanted["MaxAccessKeyExpirationSeconds"])
    if wanted["RequireTrustedEnv"] and not before["RequireTrustedEnv"]:
        there = await _rules(operation, notes)
        await _judge(operation, there, [rule for rule in there if rule.get("CaIds")])


async def _judge(operation: Operation, before: Sequence[Remote], after: Sequence[Remote]) -> None:
    caller = operation.caller
    letting_in = [rule for rule in before if _lets_in(rule, caller, None) is not False]
    if letting_in and all(any(_covers(other, rule) for other in after) for rule in letting_in):
        return
    addresses: Sequence[str | None] = await _addresses(operation, caller) or [None]
    # Where no rule is told that lets us in now, what is told is not all.
    verdicts = {_let_in(after, caller, address) for address in addresses} if letting_in else {None}
    where = " or ".join(sorted(filter(None, addresses)))
    who = f"requests of access key {caller.access_key}" + (f" from {where}" if where else "")
    if not caller.shows_certificate:
        who += " without a client certificate"
    if verdicts == {False}:
        operation.fail(
            f"{_LOCKED_OUT}: no API access rule would let {who} in. Nothing was changed. {_ALLOW} let the"
            " provider's own requests in first"
        )
    if verdicts != {True}:
        operation.warn(f"whether the API access rules still let {who} in after this can't be known before")


async def _judge_lifetime(operation: Operation, longest: int) -> None:
    from datetime import UTC, datetime, timedelta

    key = operation.caller.access_key
    answer = await operation.look("ReadAccessKeys", {"Filters": {"AccessKeyIds": [key]}}) or {}
    if not answer.get("AccessKeys"):
        operation.warn(
            f"whether access key {key} may live as long as it does after this can't be known: it is not to be seen"
        )
        return
    expires = answer["AccessKeys"][0].get("ExpirationDate")
    latest = datetime.now(UTC) + timedelta(seconds=longest)
    if expires is None or moment(expires) > latest:
        operation.fail(
            f"{_LOCKED_OUT}: its own access key {key} lives longer than {longest} seconds. Nothing was changed."
            " Give it an earlier expirationDate first, or set allowLockout if that is meant"
        )


def _is_shorter(wanted: Remote, before: Remote) -> bool:
    new, old = (policy["MaxAccessKeyExpirationSeconds"] for policy in (wanted, before))
    return bool(new and (not old or new < old))


async def _addresses(operation: Operation, caller: Caller) -> list[str]:
    """Where this process's requests come from, by the API's log; if that is behind, where the key's came from of late."""
    for filters in ({"RequestIds": list(caller.requests)}, {"QueryAccessKeys": [caller.access_key]}):
        found = await _logged(operation, filters)
        if found:
            return found
    return []


async def _logged(operation: Operation, filters: Remote) -> list[str]:
    request = {"Filters": filters, "ResultsPerPage": 100, "With": {"QueryIpAddress": True}}
    logs = (await operation.look("ReadApiLogs", request) or {}).get("Logs", ())
    return sorted({log["QueryIpAddress"] for log in logs if _networks([log.get("QueryIpAddress", "")])})


def _let_in(rules: Iterable[Remote], caller: Caller, address: str | None) -> bool | None:
    """Whether any rule lets the caller in, None where that can't be known."""
    verdicts = {_lets_in(rule, caller, address) for rule in rules}
    return True if True in verdicts else None if None in verdicts else False


def _lets_in(rule: Remote, caller: Caller, address: str | None) -> bool | None:
    # Who signed the certificate that is shown is not known here.
    by_certificate = (None if caller.shows_certificate else False) if rule.get("CaIds") else True
    verdicts = {by_certificate, _is_from(rule, address)}
    return False if False in verdicts else None if None in verdicts else True


def _is_from(rule: Remote, address: str | None) -> bool | None:
    """Whether an address is one of a rule's, None where it is not known."""
    ranges = _networks(rule.get("IpRanges") or [EVERYWHERE])
    # A rule can't name IPv6 addresses: the range of all is meant for them too.
    if any(each.prefixlen == 0 for each in ranges):
        return True
    return None if address is None else any(ipaddress.ip_address(address) in each for each in ranges)


def _covers(rule: Remote, other: Remote) -> bool:
    """Whether a rule lets in all that another one lets in."""
    return _ranges_cover(rule, other) and all(
        not rule.get(name) or (other.get(name) and {*other[name]} <= {*rule[name]}) for name in ("CaIds", "Cns")
    )


def _ranges_cover(rule: Remote, other: Remote) -> bool:
    wide, narrow = (_networks(each.get("IpRanges") or [EVERYWHERE]) for each in (rule, other))
    return all(any(one.subnet_of(each) for each in wide) for one in narrow)


def _networks(texts: Iterable[str]) -> list[ipaddress.IPv4Network]:
    """The ranges and addresses that some texts stand for. What is none lets nobody in."""
    networks = []
    for text in texts:
        with contextlib.suppress(ValueError):
            networks.append(ipaddress.IPv4Network(text, strict=False))
    return networks
