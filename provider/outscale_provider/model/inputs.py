"""The rows of a resource's table of inputs: what a change of each does, and what the API's description cannot know of it.

A row's class says what a change does, so every input changes in exactly one way. Values are in the API's names and forms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from outscale_api import Type
from outscale_provider.model.property import NO_DEFAULT, Form, OnChange
from outscale_provider.model.single import Single
from outscale_provider.model.values import Remote


def never_read(_value: Any, _object: Remote) -> None:
    """The `matches` of an input of which no object tells: what a program adds is taken to be so already."""
    return


@dataclass(frozen=True, kw_only=True)
class Input:
    """What all rows can say. None and NO_DEFAULT leave what the description says.

    - `type`: of an input that the API does not have; `description`: instead of the API's.
    - `default`: what the API takes where a program gives nothing; an input that is removed goes back to it. With
      `default_with`, it does so only where one of those inputs is given, with `default_without` only where none of those is.
    - `kept`: what a program leaves out, all of it, an item that has a key or a field, stays as it is unless there is a default:
      where a program does not choose, the cloud does.
    - `form`: the form that programs give it in, other than the API's. `spells`: the row whose parameter this is another
      spelling of, in the API's own form. A program gives one spelling at most; going over to another is no change.
    - `instead`: inputs that say the same in another way. Where one of them is given, leaving this one out takes nothing away.
    - `normal`: brings equal scalars in other spellings to one form. `ordered`: the order of the list means something.
    - `apart`: what an item of the list says, one thing at a time, of a list that the API keeps in another grouping: it is
      compared and changed as the set of all such things. Any value in an item may be unknown.
    - `authoritative`: a list that is the whole truth where a program gives it, even if it is empty. Where it gives none, what
      is there is the business of other resources: it is neither shown nor changed.
    - `reads`: the input's value in an answered object, where it is not the field of its name. One that is not `readable` is
      never answered in the form in which it is given, though reads may have a field of its name.
    - `matches`: whether an answered object is as a value asks, None where it does not tell; for an input that reads answer in
      another form, or of which they answer only what follows from it. What nothing tells is taken from the program.
    - `reads_part`: the same for an input of which an object tells a part, and which is only compared when it is added: of the
      object and the value that is asked for, that value as it is there, with UNKNOWN for what it does not tell.
    - `moves`: outputs other than its own that a change may change; a preview does not know them then.
    - `autonamed`: the longest name, for an input that gets an automatic one where a program gives none.
    """

    on_change: ClassVar[OnChange]

    type: Type | None = None
    description: str = ""
    required: bool | None = None
    default: Any = NO_DEFAULT
    default_with: Sequence[str] = ()
    default_without: Sequence[str] = ()
    kept: bool = False
    form: Form | None = None
    spells: str = ""
    instead: Sequence[str] = ()
    normal: Callable[[Any], Any] | None = None
    ordered: bool = False
    apart: Callable[[Any], Sequence[Single]] | None = None
    authoritative: bool = False
    reads: Callable[[Remote], Any] | None = None
    readable: bool = True
    matches: Callable[[Any, Remote], bool | None] | None = None
    reads_part: Callable[[Remote, Any], Any] | None = None
    moves: Sequence[str] = ()
    autonamed: int = 0


@dataclass(frozen=True, kw_only=True)
class Replaces(Input):
    """A change replaces the resource."""

    on_change = OnChange.REPLACE


@dataclass(frozen=True, kw_only=True)
class Updates(Input):
    """A change is made in place, by the step of `Resource.update` that has the input.

    - `removal`: what is sent when the input is removed and its default is not known.
    - `in_place`: of a list of objects, the paths in its items that are changed in place, "" for an item itself that comes or
      goes; a change of anything else replaces. Those of `in_place_stopped` are changed while the VM is stopped.
    - `stays`: whether an item of a list, which the program has given and gives no longer, is there all the same, by the object
      as it was and the item. Without it, all such items of a list that is `kept` are.
    - `loses`: says what a change in place loses for good, by the object as it was, the old and the new value; "" for nothing.
    - `resumes`: no object tells how much of a change is done, so the step looks itself where an operation was cut off.
    - `replaces_when`: judges of old and new value whether the change must replace all the same.
    - `replaces_if`: the input by which a program asks that a change replaces.
    - `refused_when`: says of old and new value why the change can't be made, "" where it can.
    """

    on_change = OnChange.UPDATE

    removal: Any = None
    in_place: Sequence[str] = ()
    in_place_stopped: Sequence[str] = ()
    stays: Callable[[Remote, Any], bool] | None = None
    loses: Callable[[Remote, Any, Any], str] | None = None
    resumes: bool = False
    replaces_when: Callable[[Any, Any], bool] | None = None
    replaces_if: str = ""
    refused_when: Callable[[Any, Any], str] | None = None


@dataclass(frozen=True, kw_only=True)
class Restarts(Updates):
    """A change is made in place while the VM is stopped (`Resource.restart`)."""

    on_change = OnChange.RESTART


@dataclass(frozen=True, kw_only=True)
class Harmless(Input):
    """A change needs nothing done. `why` says so."""

    on_change = OnChange.NONE

    why: str = field(kw_only=False)


@dataclass(frozen=True, kw_only=True)
class AtDeletion(Input):
    """A parameter of the delete action: a change has no effect before that."""

    on_change = OnChange.NONE
