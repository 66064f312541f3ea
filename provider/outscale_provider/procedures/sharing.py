"""Who may use what an account owns: other accounts by their ids, or everybody. Others give such permissions as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outscale_provider.model.operation import Operation
from outscale_provider.model.resource import Changes, Delete, Problem, Run, Updates
from outscale_provider.model.values import Remote

ACCOUNTS, EVERYBODY = "AccountIds", "GlobalPermission"


def permissions(action: str, owner: str, field: str) -> Run:
    """The step that gives and takes permissions on the object that `owner` identifies, by the parameter `field`.

    Additions and removals take a request each. What is new comes first, so that nobody who keeps a permission is without.
    """

    async def change(operation: Operation, id: str, changes: Changes) -> Remote | None:
        remote: Remote | None = None
        old, new = ({name: values.get(name) for name in changes.names} for values in (changes.old, changes.new))
        for direction, given in (("Additions", _beyond(new, old)), ("Removals", _beyond(old, new))):
            if given:
                response = await operation.call(action, {owner: id, field: {direction: given}})
                (remote,) = (value for name, value in response.items() if name != "ResponseContext")
        return remote

    return Run(change, [ACCOUNTS, EVERYBODY], [action], shared=True)


def deletion(action: str, owner: str, field: str, gone: int) -> Delete:
    """Takes away what was given."""
    by = {owner: owner, **{f"{field}.Removals.{name}": name for name in (ACCOUNTS, EVERYBODY)}}
    return Delete(action, by=by, gone=[gone])


def rows(field: str) -> dict[str, Updates]:
    """The rows of the two inputs, which an object has in `field`."""
    return {
        ACCOUNTS: Updates(
            reads=_reads(field, ACCOUNTS),
            description="The IDs of the accounts that are given the permission, 12 digits each.",
        ),
        EVERYBODY: Updates(
            default=False,
            reads=_reads(field, EVERYBODY),
            description="True gives the permission to every account.",
        ),
    }


def somebody(inputs: Remote) -> list[Problem]:
    """A rule: permissions are somebody's."""
    if inputs.get(ACCOUNTS) or inputs.get(EVERYBODY):
        return []
    return [Problem(ACCOUNTS, "is required, or globalPermission has to be true: a permission is somebody's")]


def is_private(field: str) -> Callable[[Remote], bool]:
    """Whether nobody has been given a permission on an object, which has them in `field`."""
    return lambda remote: not any(remote[field].get(name) for name in (ACCOUNTS, EVERYBODY))


def _reads(field: str, name: str) -> Callable[[Remote], Any]:
    return lambda remote: remote[field].get(name)


def _beyond(some: Remote, others: Remote) -> Remote:
    """The permissions that some say and others do not, nothing where there are none."""
    accounts = [id for id in some.get(ACCOUNTS) or [] if id not in (others.get(ACCOUNTS) or [])]
    everybody = some.get(EVERYBODY) and not others.get(EVERYBODY)
    return {**({ACCOUNTS: accounts} if accounts else {}), **({EVERYBODY: True} if everybody else {})}
