"""The addresses of the page, and who may see it.

It has what people keep to themselves, and no log-in: unless told otherwise it is shown to programs of the same machine only, by
names of that machine only, so that no other site can be made to look like it (DNS rebinding). It has no scripts.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from outscale_emulator.data.transaction import MAX_SEQ
from outscale_emulator.requests.answers import Answers
from outscale_emulator.server.page.formatting import Body, duration, moment
from outscale_emulator.server.page.queries import Found, Queries, Search
from outscale_emulator.server.page.recent import REMEMBERED, Recent, Seen

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.requests import Request

    from outscale_emulator.requests.emulator import Emulator
    from outscale_emulator.server.audience import Audience

STYLE = Path(__file__).parent / "templates" / "page.css"

PAGE_SIZE = 50

#: How many accounts can be chosen from, and how many requests the first page shows.
MOST_ACCOUNTS = 100
FEW = 10

#: How many objects of a type are in the picture.
MOST_DRAWN = 500

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "; ".join(
        ("default-src 'none'", "style-src 'self'", "img-src data:", "form-action 'self'", "frame-ancestors 'none'")
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

NOT_FOR_YOU = (
    "This page is shown to the machine that the emulator runs on, under a name such as localhost.\n"
    "outscale-emulator serve --page anyone shows it to whoever reaches the port.\n"
)

_BEFORE = re.compile(r"\d{1,18}")

#: What a path shows: the template and what is in it; None where there is nothing.
Look = Callable[[Queries, Mapping[str, str]], tuple[str, dict[str, Any]] | None]


class Page:
    """The page of one emulator. `recent` has to observe its requests."""

    def __init__(self, emulator: Emulator, audience: Audience = "local") -> None:
        self.recent = Recent()
        self._emulator = emulator
        self._audience = audience
        self._answers = Answers(emulator.era)

    @property
    def routes(self) -> list[Route]:
        looks: dict[str, Look] = {"/": self._home, "/objects": self._objects, "/object": self._object}
        looks |= {"/requests": self._requests, "/request": self._request, "/network": self._network}
        return [*(self._route(path, look) for path, look in looks.items()), Route("/page.css", self._style)]

    def _route(self, path: str, look: Look) -> Route:
        async def answer(request: Request) -> Response:
            if not self._may_see(request):
                return PlainTextResponse(NOT_FOR_YOU, 403, HEADERS)
            templates = _templates()
            with self._emulator.store.glance() as execute:
                queries = Queries(execute, self._emulator.api, self._answers)
                shown = look(queries, request.query_params)
                template, content = shown or ("nothing.html", {})
                html = templates.get_template(template).render(content, path=path, **self._common(queries))
            return Response(html, 200 if shown else 404, HEADERS, "text/html")

        return Route(path, answer)

    def _may_see(self, request: Request) -> bool:
        if self._audience == "anyone":
            return True
        return request.client is not None and _is_local(request.client.host) and _is_local(_host(request))

    async def _style(self, _: Request) -> Response:
        return Response(STYLE.read_bytes(), headers=HEADERS, media_type="text/css")

    def _common(self, queries: Queries) -> dict[str, Any]:
        emulator = self._emulator
        return {
            "clock": emulator.store.clock,
            "database": emulator.settings.database,
            "era": emulator.era.version,
            "region": emulator.settings.region,
            "target": queries.target,
        }

    # What each path shows

    def _home(self, queries: Queries, _: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
        counts = queries.counts()
        kinds, per_account = Counter[str](), Counter[str]()
        for (kind, account), number in counts.items():
            kinds[kind] += number
            per_account[account] += number
        return "home.html", {
            "accounts": queries.accounts(MOST_ACCOUNTS),
            "kinds": sorted(kinds.items()),
            "per_account": per_account,
            "seen": list(islice(self.recent, FEW)),
            "total": counts.total(),
        }

    def _objects(self, queries: Queries, asked: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
        kind, account, text = (asked.get(name, "").strip() for name in ("kind", "account", "text"))
        before = int(asked["before"]) if _BEFORE.fullmatch(asked.get("before", "")) else MAX_SEQ
        search = Search(kind, account, text, before)
        found = queries.objects(search, PAGE_SIZE + 1)
        counts = queries.counts()
        return "objects.html", {
            "accounts": queries.accounts(MOST_ACCOUNTS),
            "count": sum(counts[key] for key in counts if kind in ("", key[0]) and account in ("", key[1])),
            "found": found[:PAGE_SIZE],
            "kinds": sorted({kind for kind, _ in counts} | {kind} - {""}),
            "next": found[PAGE_SIZE - 1].number if len(found) > PAGE_SIZE else None,
            "paged": before != MAX_SEQ,
            "search": search,
        }

    def _object(self, queries: Queries, asked: Mapping[str, str]) -> tuple[str, dict[str, Any]] | None:
        found = queries.object(asked.get("kind", ""), asked.get("id", ""), asked.get("account", ""))
        return ("object.html", {"object": found, "users": queries.users(found)}) if found else None

    def _requests(self, queries: Queries, asked: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
        account, text, refused = (asked.get(name, "").strip() for name in ("account", "text", "refused"))
        seen = [
            seen
            for seen in self.recent
            if account in ("", seen.account)
            and text.casefold() in f"{seen.action} {seen.code} {seen.request_id}".casefold()
            and not (refused and seen.succeeded)
        ]
        shown = {"account": account, "accounts": queries.accounts(MOST_ACCOUNTS), "refused": refused, "text": text}
        return "requests.html", shown | {"remembered": REMEMBERED, "seen": seen}

    def _request(self, _: Queries, asked: Mapping[str, str]) -> tuple[str, dict[str, Any]] | None:
        try:
            seen = self.recent[int(asked.get("number", ""))]
        except (KeyError, ValueError):
            return None
        return "request.html", {
            "answer": self._body(seen, "answer"),
            "request": self._body(seen, "request"),
            "seen": seen,
        }

    def _network(self, queries: Queries, asked: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
        # Only who looks at the picture waits for this import.
        from outscale_picture import TYPES, Undrawable, scene, svg

        accounts = queries.accounts(MOST_ACCOUNTS)
        account = asked.get("account", "").strip() or (accounts[0].id if accounts else "")
        found = {type: queries.objects(Search(type, account), MOST_DRAWN + 1) for type in TYPES}
        addresses = {(each.kind.name, each.id): object_at(each) for objects in found.values() for each in objects}
        objects = {type: [each.fields for each in reversed(objects[:MOST_DRAWN])] for type, objects in found.items()}
        shown = {"account": account, "accounts": accounts, "most": MOST_DRAWN, "picture": "", "why": ""}
        cut = [type for type, objects in found.items() if len(objects) > MOST_DRAWN]
        try:
            picture = svg(scene(objects, f"Account {account}"), lambda type, id: addresses.get((type, id), ""))
        except Undrawable as error:
            return "network.html", shown | {"cut": cut, "why": str(error)}
        return "network.html", shown | {"cut": cut, "picture": picture}

    def _body(self, seen: Seen, part: Literal["answer", "request"]) -> Body:
        api = self._emulator.api
        action = api.action(seen.action) if seen.action in api else None
        if part == "request":
            return Body.of(seen.request, action.request if action else None)
        return Body.of(seen.answer, action.response if action else None)


@cache
def _templates() -> Environment:
    # Only who looks at the page waits for this import.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("outscale_emulator.server.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"duration": duration, "moment": moment}
    templates.globals |= {"object_at": object_at, "objects_at": _at("/objects"), "requests_at": _at("/requests")}
    return templates


def object_at(found: Found) -> str:
    """The address of an object."""
    named = {} if found.kind.prefix else {"account": found.account}
    return f"/object?{urlencode({'kind': found.kind.name, 'id': found.id, **named})}"


def _at(path: str) -> Callable[..., str]:
    """What makes addresses of a path with parameters, without those that are empty."""

    def address(**parameters: Any) -> str:
        given = {name: value for name, value in parameters.items() if value not in ("", None)}
        return f"{path}?{urlencode(given)}" if given else path

    return address


def _host(request: Request) -> str:
    """The name by which the server was asked, "" where it is none."""
    try:
        return request.url.hostname or ""
    except ValueError:
        return ""


def _is_local(host: str) -> bool:
    """Whether an address, or the name of a host, is this machine's own whatever network it is in."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
