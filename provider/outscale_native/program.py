"""Writes a Python program that declares resources, in the layout of the usual formatters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from outscale_native.adoption import Adopted, Adoption
from outscale_native.naming import kebab, word
from outscale_provider.lifecycle.provider import Provider
from outscale_provider.model.naming import to_python
from outscale_provider.model.property import Property, Shape
from outscale_provider.model.values import Value

WIDTH = 100
_INDENT = "    "

#: What a program is written of: a text, or something in brackets.
Expression: TypeAlias = "str | Brackets"
#: An item in brackets, perhaps with what stands before it: a key, or the name of an argument.
Item: TypeAlias = "Expression | tuple[str, Expression]"


@dataclass(frozen=True)
class Brackets:
    """Something in brackets, whose items stand in one line if there is room."""

    opening: str
    items: Sequence[Item]
    closing: str


def rendered(expression: Expression, indent: int = 0, before: int = 0, after: int = 0) -> str:
    """An expression as text. `before` and `after` are how many characters stand around it in its first and last line."""
    if isinstance(expression, str):
        return expression
    flat = _flat(expression)
    if indent * len(_INDENT) + before + width(flat) + after <= WIDTH or not expression.items:
        return flat
    lines = [f"{_INDENT * (indent + 1)}{_item(item, indent + 1)}," for item in expression.items]
    return "\n".join([expression.opening, *lines, f"{_INDENT * indent}{expression.closing}"])


def _item(item: Item, indent: int) -> str:
    if isinstance(item, tuple):
        name, value = item
        return f"{name}{rendered(value, indent, width(name), 1)}"
    return rendered(item, indent, 0, 1)


def _flat(expression: Expression) -> str:
    if isinstance(expression, str):
        return expression
    items = [f"{item[0]}{_flat(item[1])}" if isinstance(item, tuple) else _flat(item) for item in expression.items]
    return f"{expression.opening}{', '.join(items)}{expression.closing}"


def width(line: str) -> int:
    """How many columns a line takes: characters of East Asia take two, those that combine with others none."""
    return sum(_columns(character) for character in line)


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@dataclass(frozen=True)
class Writer:
    """Writes statements. `spelled` says how a variable of another resource is spelled where the statement stands."""

    provider: Provider
    adoption: Adoption
    spelled: Callable[[Adopted], str]

    def statement(self, resource: Adopted) -> str:
        """The declaration of one resource."""
        properties = self.provider.resource(resource.token).inputs
        inputs = [
            (f"{to_python(name)}=", self._value(properties[name], resource, value))
            for name, value in resource.inputs.items()
        ]
        asked = [(f"{to_python(name)}=", _configured(resource, properties[name])) for name in resource.asked]
        call = Brackets(f"outscale.{resource.type}(", [text(resource.name), *inputs, *asked, *_options(resource)], ")")
        target = f"{resource.variable} = " if resource.key in self.adoption.referred_to else ""
        return f"{target}{rendered(call, before=len(target))}"

    def _value(self, prop: Property, resource: Adopted, value: Value) -> Expression:
        return self._of(prop.shape, prop, resource, value)

    def _of(self, shape: Shape, prop: Property | None, resource: Adopted, value: Value) -> Expression:
        if isinstance(value, list):
            return Brackets("[", [self._of(shape.items or shape, prop, resource, item) for item in value], "]")
        if isinstance(value, dict) and shape.properties:
            items = ((prop, value[name]) for name, prop in shape.properties.items() if name in value)
            return Brackets(
                "{",
                [(f"{text(to_python(prop.name))}: ", self._value(prop, resource, item)) for prop, item in items],
                "}",
            )
        if isinstance(value, dict):
            return literal(value)
        return self._reference(prop, resource, value) or literal(value)

    def _reference(self, prop: Property | None, resource: Adopted, value: Value) -> str:
        found = self.adoption.owners.named(prop, value)
        if found is None or found.key not in resource.references:
            return ""
        return f"{self.spelled(self.adoption.by_key[found.key])}.id"


def _options(resource: Adopted) -> list[tuple[str, Expression]]:
    """What is secret stands in no file: the program leaves it as it is."""
    if not resource.kept:
        return []
    kept = Brackets("[", [text(name) for name in resource.kept], "]")
    return [("opts=", Brackets("pulumi.ResourceOptions(", [("ignore_changes=", kept)], ")"))]


def configuration_key(resource: Adopted, name: str) -> str:
    """The configuration that says an input which nobody can read."""
    return f"{word(resource.variable)}-{kebab(name)}"


#: How a program asks its configuration for values of a kind, which is text. An array or object is given in JSON.
_REQUIRED = {"integer": "_int", "number": "_float", "boolean": "_bool", "array": "_object", "object": "_object"}


def _configured(resource: Adopted, prop: Property) -> Expression:
    kind = _REQUIRED.get(prop.shape.type.kind, "")
    required = f"require_secret{kind}" if prop.secret else f"require{kind}"
    return Brackets(f"config.{required}(", [text(configuration_key(resource, prop.name))], ")")


def text(value: str) -> str:
    """A text as Python writes it, between those quotes of which it has fewer. What can't be seen is escaped."""
    quote = "'" if value.count('"') > value.count("'") else '"'
    return f"{quote}{''.join(_escaped(character, quote) for character in value)}{quote}"


def _escaped(character: str, quote: str) -> str:
    if character in (quote, "\\"):
        return f"\\{character}"
    return character if character.isprintable() else character.encode("unicode_escape").decode()


def literal(value: Value) -> Expression:
    """A value without references."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return Brackets("[", [literal(item) for item in value], "]")
    if isinstance(value, dict):
        return Brackets("{", [(f"{text(key)}: ", literal(item)) for key, item in value.items()], "}")
    return repr(value)
