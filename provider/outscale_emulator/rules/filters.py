"""What the Read actions have in common: the caller's objects of a kind, and the filters on them.

Filters combine by AND, the values of one by OR. An unknown value matches nothing (api-behaviour.md section 5).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from outscale_emulator.data.kind import Kind, Object
from outscale_emulator.data.paths import texts_at
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.described_filters import described_filter, is_later

#: A filter is the path of the field that it compares (`LinkRouteTables[].SubnetId`), or a function of the object and
#: the value(s) asked for.
Filter = str | Callable[[Object, Any], bool]
Filters = Mapping[str, Filter]

#: No filter but those that the description tells.
DESCRIBED: Filters = {}


#: How an object looks to a reader, where that differs from how it is stored.
View = Callable[[Call, Object], Object]


def read(call: Call, kind: Kind, filters: Filters = DESCRIBED, view: View | None = None) -> list[Object]:
    """The caller's objects of a kind that pass the request's filters, oldest first, as `view` shows them."""
    found = [obj for obj in candidates(call, kind, filters, call.account) if obj["_account"] == call.account]
    passed = passing(call, [view(call, obj) for obj in found] if view else found, filters)
    call.store.count_reads(passed)
    return passed


def passing(call: Call, objects: list[Object], filters: Filters = DESCRIBED) -> list[Object]:
    """Those of the objects that pass the request's filters."""
    return [obj for obj in objects if passes(call, obj, filters)]


def passes(call: Call, obj: Object, filters: Filters = DESCRIBED) -> bool:
    """Whether an object passes the request's filters."""
    asked = call.request.get("Filters", {})
    return all(passes_filter(obj, _filter(call, filters, name), value) for name, value in asked.items())


def candidates(call: Call, kind: Kind, filters: Filters = DESCRIBED, account: str | None = None) -> list[Object]:
    """A few objects among which all (of an account) that pass are, by an index where a filter has one; oldest first."""
    for name, wanted in call.request.get("Filters", {}).items():
        # The later filters look at what a reader sees, which the indexes may not know.
        path = None if is_later(call.action, name) else _filter(call, filters, name)
        if path == kind.id:
            return call.store.by_ids(kind, wanted)
        if isinstance(path, str) and path in kind.indexed and wanted:
            return call.store.find(kind, path, *map(str, wanted))
    return call.store.all(kind, account)


def _filter(call: Call, filters: Filters, name: str) -> Filter:
    return filters[name] if name in filters else described_filter(call.action, name)


def passes_filter(obj: Object, filter: Filter, wanted: Any) -> bool:
    """Whether an object passes one filter."""
    if callable(filter):
        return filter(obj, wanted)
    expected = {str(value) for value in wanted} if isinstance(wanted, list) else {str(wanted)}
    return not expected.isdisjoint(texts_at(obj, tuple(filter.split("."))))
