"""Writes a Python program that declares resources, in the layout of the usual formatters."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from outscale_native.adoption import Adopted, Adoption
from outscale_native.naming import kebab, snake
from outscale_provider.lifecycle.provider import Provider
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
    if indent * len(_INDENT) + before + len(flat) + after <= WIDTH or not expression.items:
        return flat
    lines = [f"{_INDENT * (indent + 1)}{_item(item, indent + 1)}," for item in expression.items]
    return "\n".join([expression.opening, *lines, f"{_INDENT * indent}{expression.closing}"])


def _item(item: Item, indent: int) -> str:
    if isinstance(item, tuple):
        name, value = item
        return f"{name}{rendered(value, indent, len(name), 1)}"
    return rendered(item, indent, 0, 1)


def _flat(expression: Expression) -> str:
    if isinstance(expression, str):
        return expression
    items = [f"{item[0]}{_flat(item[1])}" if isinstance(item, tuple) else _flat(item) for item in expression.items]
    return f"{expression.opening}{', '.join(items)}{expression.closing}"


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
            (f"{snake(name)}=", self._value(properties[name], resource, value))
            for name, value in resource.inputs.items()
        ]
        asked = [(f"{snake(name)}=", _configured(resource, properties[name])) for name in resource.asked]
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
                "{", [(f"{text(snake(prop.name))}: ", self._value(prop, resource, item)) for prop, item in items], "}"
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
    return f"{kebab(resource.name)}-{kebab(name)}"


def _configured(resource: Adopted, prop: Property) -> str:
    return f"config.{'require_secret' if prop.secret else 'require'}({text(configuration_key(resource, prop.name))})"


def text(value: str) -> str:
    """A text as Python writes it."""
    # JSON's escapes are Python's.
    return json.dumps(value, ensure_ascii=False)


def literal(value: Value) -> Expression:
    """A value without references."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return Brackets("[", [literal(item) for item in value], "]")
    if isinstance(value, dict):
        return Brackets("{", [(f"{text(key)}: ", literal(item)) for key, item in value.items()], "}")
    return repr(value)
