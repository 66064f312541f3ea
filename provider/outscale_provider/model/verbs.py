"""How the verbs of a lifecycle map onto actions. All names are the API's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from outscale_api.paths import value_at
from outscale_provider.model.operation import Operation
from outscale_provider.model.steps import By
from outscale_provider.model.values import Remote

#: What goes with an action, given the id of the resource and its inputs or outputs.
Following = Callable[[Operation, str, Remote], Awaitable[None]]

#: What is done about a refusal before it is asked for again: given the object that the refused request is about, as it is then,
#: and the inputs, from which its identifier has to be known. Answers why nothing will resolve it, "" where something may.
Unblocking = Callable[[Operation, Remote, Remote], Awaitable[str]]

#: What is entered before a resource is created, changed or deleted, and left once that was answered. It judges what is wanted,
#: given the id ("" for a new one), the inputs that are wanted (None where it is deleted) and those that there are. It ends the
#: operation (`Operation.fail`) where that must not be.
Guard = Callable[[Operation, str, Remote | None, Remote], AbstractAsyncContextManager[None]]


@dataclass(frozen=True)
class Unique:
    """Inputs of which the cloud has each combination once.

    After a lost answer, what has that combination is ours if the input `within` names a resource of the same stack, or if
    one of them is an automatic name.
    """

    by: Sequence[str]
    within: str = ""


@dataclass(frozen=True)
class ComesWith:
    """Resources that the cloud makes together with the one that the input `parent` names: those of `which` the inputs are so.

    Inputs are in the API's names and in the form in which it keeps them.
    """

    parent: str
    which: Callable[[Remote], bool]


@dataclass(frozen=True)
class ListedBy:
    """Another resource, whose program may give a list of all such things (`inputs.Input.authoritative`): then they are its.

    `resource` is its name, `id` the input that has its identifier. Of inputs, as the API keeps them and as far as they are
    known, `list` tells which of its lists that is, "" where that is not known, and `item` what the thing would be in it.
    """

    resource: str
    id: str
    list: Callable[[Remote], str]
    item: Callable[[Remote], Remote]


@dataclass(frozen=True)
class Create:
    """The action that makes the resource.

    - `opens`: paths of parameters that are objects, whose fields are inputs of their own.
    - `sends`: parameters that the provider gives, constants or made of the inputs. `excluded` are parameters that are
      neither inputs nor sent, each with the reason.
    - `token`: the parameter by which the API tells a repeated request, and the field that keeps it.
    - `adopts`: there is only one resource with such inputs, so one that is found after a lost answer is the one asked for.
    - `unique`: inputs by which there is only one as well, but which may be somebody else's.
    - `exists`: codes of refusals that say that there is one already, each with the inputs that it has in common.
    - `comes_with`: what may exist since the cloud made it; it is taken over where it came with a resource of the same stack.
    - `fresh`: whether an object may just have been created: nothing uses it yet, and the cloud did not make it.
    - `irrecoverable`: whether the answer to a request tells what nobody can ask for again. Without it, what was created is of
      no use: it is deleted where it is ours, and never taken up or imported.
    - `retry_while`: codes of refusals that time resolves. `when_refused` helps it along where it can (see `Unblocking`).
    - `after`: does what a new resource still needs, given its id and inputs. It is done again where it was cut off.
    """

    action: str
    opens: Sequence[str] = ()
    sends: Mapping[str, Any | Callable[[Remote], Any]] = field(default_factory=dict)
    excluded: Mapping[str, str] = field(default_factory=dict)
    token: str = ""
    adopts: bool = False
    unique: Unique | None = None
    exists: Mapping[int, Sequence[str]] = field(default_factory=dict)
    comes_with: ComesWith | None = None
    fresh: Callable[[Remote], bool] | None = None
    irrecoverable: Callable[[Remote], bool] | None = None
    retry_while: Sequence[int] = ()
    when_refused: Unblocking | None = None
    after: Following | None = None


@dataclass(frozen=True)
class Delete:
    """The action that ends the resource. `by` are the parameters that identify it, or their paths.

    `gone` are the codes that say that it does not exist any more, `retry_while` those of refusals that time resolves.
    `leaves` are those that say that it has come to an end by itself and stays to be read, each with what the user is told.
    `waits` waits until a read no longer finds it. `sends` are parameters that the provider gives, constants or made of what is
    known of the resource; where that has to be so at this moment, the deletion `looks` first. `before` and `after` do what else
    it takes, given the id and what was known of the resource.
    """

    action: str
    by: By = ""
    gone: Sequence[int] = ()
    leaves: Mapping[int, str] = field(default_factory=dict)
    retry_while: Sequence[int] = ()
    waits: bool = False
    looks: bool = False
    sends: Mapping[str, Any | Callable[[Remote], Any]] = field(default_factory=dict)
    before: Following | None = None
    after: Following | None = None


@dataclass(frozen=True)
class Leave:
    """Nothing is deleted: the stack forgets the resource, and the user is told `why` it stays."""

    why: str


@dataclass(frozen=True)
class Timeouts:
    """How long each verb may take where the program does not say (`customTimeouts`), in seconds."""

    create: float = 10 * 60
    update: float = 10 * 60
    delete: float = 10 * 60


@dataclass(frozen=True)
class Batchable:
    """An action whose requests can be one: those that are equal but for the list at the path `parameter`.

    - `in_list`: of an action that also takes a single thing by parameters of its own: such a request in the form with the list.
      One that goes alone is sent as it is. What is asked for twice takes two requests, as the second may be refused.
    - `about_all`: codes of refusals that are about what all requests have in common, so that each would be refused alone.
    """

    action: str
    parameter: tuple[str, ...]
    limit: int = 100
    in_list: Callable[[Remote], Remote] | None = None
    about_all: Sequence[int] = ()


@dataclass(frozen=True)
class Wait:
    """When a resource can be used: by the state at the path `field`, or `until` a predicate holds where no state is shown.

    `pending`, `ready` and `failed` are states; in those that are `absent` the resource no longer exists. `reason` is the path
    of the text that says why it failed.
    """

    pending: Sequence[str] = ()
    ready: Sequence[str] = ()
    failed: Sequence[str] = ()
    absent: Sequence[str] = ()
    field: str = "State"
    reason: str = ""
    until: Callable[[Remote], bool] | None = None

    def __post_init__(self) -> None:
        states = [*self.pending, *self.ready, *self.failed]
        if len(states) != len(set(states)) or {*self.pending, *self.ready} & {*self.absent}:
            raise ValueError(f"a state stands for one thing: {states}, {self.absent}")
        if bool(self.ready) == bool(self.until):
            raise ValueError("a wait ends by states that are ready, or by a predicate")

    def state(self, remote: Remote) -> Any:
        return value_at(remote, self.field)

    def is_ready(self, remote: Remote) -> bool:
        return self.until(remote) if self.until else self.state(remote) in self.ready

    def has_failed(self, remote: Remote) -> bool:
        return self.state(remote) in self.failed

    def is_absent(self, remote: Remote) -> bool:
        return self.state(remote) in self.absent

    def why(self, remote: Remote) -> str:
        """What the resource itself says of its state, "" where it says nothing."""
        return str(value_at(remote, self.reason) or "") if self.reason else ""

    @property
    def goal(self) -> str:
        """What is waited for, in words."""
        return " or ".join(self.ready) or "ready"


@dataclass(frozen=True)
class Restart:
    """Changes that are only made while a VM is stopped: the input that allows it, what a preview says, when it is no matter.

    `needless` judges of old and new inputs whether the VM would not be stopped for it.
    """

    allowed_by: str
    warning: str
    refusal: str
    needless: Callable[[Remote, Remote], bool]
