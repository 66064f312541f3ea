"""The examples of the functions that are derived, by rules as well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from outscale_api import Action, Field
from outscale_provider.model.example import Example
from outscale_provider.model.naming import to_pulumi, to_python

#: Words of names that are written in capitals.
CAPITALS = {word.lower(): word for word in ("API", "CA", "DHCP", "GPU", "IP", "NAT", "NIC", "VM", "VPN")}

#: Of an object that is found: what tells most about it, else its first field.
TELLING = "State"


def of_many(name: str, listed: str, by_tags: bool) -> Example:
    """Lists all objects, or those with a tag. The answer has them in the field `listed`."""
    what = _in_words(name.removeprefix("get"))
    given = {"filters": '{ tags = ["Name=main"] }'} if by_tags else {}
    return Example(f"The {what} with a tag" if by_tags else f"All {what}", _program(name, (), given, listed))


def of_one(name: str, noun: str, short: str, identifier: str, answered: Mapping[str, Field]) -> Example:
    """Finds the object whose field `identifier` has a configured value, which the input `short` takes."""
    title = f"The {_in_words(noun)} with a configured {'ID' if short.endswith('Id') else short.lower()}"
    fields = [field for field in answered.values() if field.name != identifier]
    configured = to_pulumi(identifier)
    return Example(title, _program(name, [configured], {to_pulumi(short): configured}, _telling(fields)))


def of_answer(action: Action, name: str) -> Example:
    """Asks for what is no list, with what has to be given configured."""
    required = [to_pulumi(field.name) for field in action.request.fields.values() if field.required]
    told = (action.answered_type or action.response).fields.values()
    title = f"The {_in_words(name.removeprefix('get'))}"
    return Example(title, _program(name, required, {given: given for given in required}, _telling(told)))


def _telling(fields: Iterable[Field]) -> str:
    """The field that an example shows: one that is always there and a text, if there is such a one, and no secret."""
    shown = [field for field in fields if field.name != "ResponseContext" and not (field.secret or field.since)]
    return min(shown, key=lambda field: (not field.always, field.type.kind != "string", field.name != TELLING)).name


def _program(name: str, configured: Iterable[str], given: Mapping[str, str], shown: str) -> str:
    """A program that calls a function with expressions for inputs, and has a field of what it answers for an output."""
    inputs = "{ " + ", ".join(f"{input} = {value}" for input, value in given.items()) + " }" if given else "{}"
    settings = "".join(f"config {setting} string {{}}\n\n" for setting in configured)
    output = to_pulumi(shown)
    call = f'found = invoke("outscale-native:index:{name}", {inputs})'
    return f"{settings}{call}\n\noutput {output} {{\n  value = found.{output}\n}}\n"


def _in_words(name: str) -> str:
    return " ".join(map(_word, to_python(name).split("_")))


def _word(word: str) -> str:
    singular = word.removesuffix("s")
    return CAPITALS[singular] + word.removeprefix(singular) if singular in CAPITALS else word
