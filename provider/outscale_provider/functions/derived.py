"""The functions for all actions that only read, derived from the API's description.

ReadNets answers a list: that is `getNets`, for all that match. It has a filter for the identifier of a Net: so there is
`getNet` as well, for exactly one, with `id` as short for that filter (and `name` where there is one for names). What
answers no list is read as it is. What else there is to say of an action stands in `table.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from outscale_api import Action, Api, ObjectType
from outscale_provider.functions import examples
from outscale_provider.functions.table import TABLE, Reads, Words
from outscale_provider.model.example import Example
from outscale_provider.model.function import Ask, Choice, GetMany, GetOne, Lookup
from outscale_provider.model.property import properties_of
from outscale_provider.model.values import Remote

#: How an object is identified: short inputs, and how the filters for them end.
IDENTIFIERS = {"Id": "Ids", "Name": "Names"}

#: The field by which the most recent of several objects is found.
CREATED = "CreationDate"
MOST_RECENT = Choice("MostRecent", "Whether to take the most recent where several match.", by=(CREATED,), last=True)


def lookups(api: Api) -> Iterator[Lookup]:
    """The functions for each action that changes nothing."""
    for action in api:
        if not action.mutates:
            yield from _functions_for(action, TABLE.get(action.name, Reads()))


def _functions_for(action: Action, particular: Reads) -> Iterator[Lookup]:
    noun = particular.noun or _subject(action).removesuffix("s")
    if action.answer is None or action.answer.type.items is None:
        yield _ask(action, particular.one or Words())
        return
    if particular.many:
        yield _many(action, particular, particular.many, noun)
    by = {**_identified_by(action, noun), **particular.by}
    if particular.one and (by or particular.conditions or not particular.many):
        yield _one(action, particular, particular.one, by, noun)


def _many(action: Action, particular: Reads, words: Words, noun: str) -> GetMany:
    name = words.name or f"get{_subject(action)}"
    example = words.example or _example_of_many(action, name)
    return GetMany(name, action.name, words.description or action.description, example, particular.conditions)


def _one(action: Action, particular: Reads, words: Words, by: Mapping[str, str], noun: str) -> GetOne:
    name = words.name or f"get{noun}"
    answered = action.answered_type
    assert answered
    return GetOne(
        name,
        action.name,
        words.description or f"{answered.description} Exactly one must match.",
        words.example or _example_of_one(name, by, noun, answered),
        by,
        particular.conditions,
        particular.choice or (MOST_RECENT if CREATED in answered.fields else None),
    )


def _ask(action: Action, words: Words) -> Ask:
    name = f"get{_subject(action)}" if action.name.startswith("Read") else action.name[0].lower() + action.name[1:]
    outputs = properties_of(action.answered_type or action.response)
    return Ask(
        words.name or name,
        action.name,
        words.description or action.description,
        words.example or examples.of_answer(action, words.name or name),
        outputs={name: prop for name, prop in outputs.items() if name != "responseContext"},
        tells=partial(_as_answered, action),
    )


def _as_answered(action: Action, response: Remote, given: Remote) -> Remote:
    """The object that an action answers, else the fields of its response."""
    if action.answer is None:
        return response
    if action.answer.name not in response:
        raise ValueError("there is none with what was given")
    answered: Remote = response[action.answer.name]
    return answered


def _subject(action: Action) -> str:
    return action.name.removeprefix("Read")


def _filters(action: Action) -> ObjectType | None:
    filters = action.request.fields.get("Filters")
    return filters.type.object if filters else None


def _identified_by(action: Action, noun: str) -> dict[str, str]:
    """The filters for what identifies an object, by short inputs: an ImageExportTask is found by its TaskId."""
    filters = _filters(action)
    if filters is None or action.answered_type is None:
        return {}
    return {
        short: name
        for short, ending in IDENTIFIERS.items()
        for name, field in filters.fields.items()
        if name.endswith(ending)
        and not field.since
        and f"{noun}{short}".endswith(name[:-1])
        and name[:-1] in action.answered_type.fields
    }


def _example_of_many(action: Action, name: str) -> Example:
    assert action.answer
    filters = _filters(action)
    tags = filters.fields.get("Tags") if filters else None
    return examples.of_many(name, action.answer.name, by_tags=tags is not None and not tags.since)


def _example_of_one(name: str, by: Mapping[str, str], noun: str, answered: ObjectType) -> Example:
    short, filter = next(iter(by.items()))
    return examples.of_one(name, noun, short, filter.removesuffix("s"), answered.fields)
