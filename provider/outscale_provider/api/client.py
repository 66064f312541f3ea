"""The API: one attempt to send a request, and above it the rate limit, retries, batches and the read cache."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from functools import cache, partial
from typing import TYPE_CHECKING

import httpx
import msgspec

from outscale_api import Api
from outscale_provider.api.answers import Answers
from outscale_provider.api.batching import READ_WINDOW, WINDOW, Batcher
from outscale_provider.api.circuit_breaker import CircuitBreaker
from outscale_provider.api.rate_limit import RateLimiter
from outscale_provider.api.read_cache import ReadCache
from outscale_provider.api.retry import RetryPolicy
from outscale_provider.api.tls import advice_of_answer, advice_on_scheme, shows_certificate, verification
from outscale_provider.clock import happens_within, now
from outscale_provider.diagnostics import Diagnostics
from outscale_provider.errors import (
    Cancelled,
    CloudError,
    ConfigurationError,
    Refused,
    Throttled,
    Unanswered,
    Unauthenticated,
    Unreachable,
    Withheld,
)
from outscale_provider.model.operation import Caller
from outscale_provider.model.values import Remote

if TYPE_CHECKING:
    from outscale_provider.api.signing import Signer
    from outscale_provider.api.tracing import Trace
    from outscale_provider.config import Configuration
    from outscale_provider.model.read import Read
    from outscale_provider.model.verbs import Batchable

CONNECT_TIMEOUT = 2.0
ANSWER_TIMEOUT = 60.0

#: The parameter of each action that has it make all of its checks and change nothing (api-behaviour.md section 2.2).
DRY_RUN = "DryRun"

#: How many requests are remembered by their number.
REMEMBERED = 50

#: Objects on a page, where answers have pages.
PAGE_SIZE = 1000

_encode = msgspec.json.Encoder().encode


def _http(
    configuration: Configuration, user_agent: str, transport: httpx.AsyncBaseTransport | None
) -> httpx.AsyncClient:
    most = configuration.max_concurrent_requests
    verify = verification(configuration)
    try:
        return httpx.AsyncClient(
            transport=transport,
            verify=verify,
            limits=httpx.Limits(max_connections=most, max_keepalive_connections=most),
            timeout=httpx.Timeout(ANSWER_TIMEOUT, connect=CONNECT_TIMEOUT),
            headers={"User-Agent": user_agent},
        )
    except (ValueError, httpx.InvalidURL) as error:
        raise ConfigurationError(
            f"the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) can't be used: {error}"
        ) from error


class Connection:
    """Sends a request once: signed JSON over one pooled HTTP client, errors as the provider's own.

    `transport` replaces the network; the embedded emulator and tests use it.
    """

    def __init__(
        self,
        api: Api,
        configuration: Configuration,
        signer: Signer,
        user_agent: str,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._api = api
        self._answers = Answers(api)
        self._endpoint = "http://emulator/api/v1" if configuration.emulator_file else configuration.endpoint
        self._region = configuration.region
        self._signer = signer
        self.access_key = signer.access_key
        self.shows_certificate = shows_certificate(configuration)
        self._http = _http(configuration, user_agent, transport)
        #: Whether the API has answered at all.
        self.was_reached = False
        #: When the latest answer was given, as it says itself, and when it came, in seconds since the epoch.
        self._dated = ("", 0.0)
        #: Why no request can succeed, once one has shown it.
        self._refused = ""
        self._first: asyncio.Future[None] | None = None

    async def close(self) -> None:
        await self._http.aclose()

    @property
    def clock_difference(self) -> float | None:
        """How far the API's clock is ahead of ours, in seconds, by its latest answer. None where that does not say."""
        from email.utils import parsedate_to_datetime  # Few ask.

        date, came = self._dated
        try:
            return parsedate_to_datetime(date).timestamp() - came
        except ValueError:
            return None

    async def send(self, action: str, request: Remote) -> Remote:
        """The API's answer, with its ResponseContext. Raises a CloudError.

        The first request goes alone: where none can succeed, one error says why, not one for each resource.
        """
        if self._first is None:
            return await self._send_first(action, request)
        await asyncio.shield(self._first)
        if self._refused:
            raise self._withheld(action)
        return await self._exchange(action, request)

    async def _send_first(self, action: str, request: Remote) -> Remote:
        self._first = asyncio.get_running_loop().create_future()
        try:
            return await self._exchange(action, request)
        finally:
            self._first.set_result(None)

    async def _exchange(self, action: str, request: Remote) -> Remote:
        body = _encode(request)
        url = f"{self._endpoint}/{action}"
        try:
            response = await self._http.post(url, content=body, headers=self._signer.headers(url, body))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Unreachable(action, self._unreachable(error)) from error
        except httpx.HTTPError as error:
            because = (
                f"no answer came ({': '.join(filter(None, (type(error).__name__, str(error))))}){self._advice(error)}"
            )
            raise Unanswered(action, because, self._api.action(action).mutates) from error
        self._dated = (response.headers.get("Date", ""), time.time())
        try:
            answer = self._answers.judge(action, request, response.status_code, response.content)
        except Unauthenticated as refusal:
            if self._refused:
                raise self._withheld(action) from None
            self._refused = refusal.details
            raise
        except CloudError as error:
            if advice := advice_of_answer(self._endpoint, response):
                error.add(advice)
            raise
        self.was_reached = True
        return answer

    def _withheld(self, action: str) -> Withheld:
        return Withheld(action, "the API does not accept the credentials", self._refused)

    def _unreachable(self, error: Exception) -> str:
        from outscale_provider.settings import KNOWN_REGIONS

        reason = str(error) or type(error).__name__
        message = f"no connection to {self._endpoint} ({reason}){self._advice(error)}"
        if self._region not in KNOWN_REGIONS:
            message += f"; is the Region {self._region!r} right? Known are {', '.join(KNOWN_REGIONS)}"
        return message

    def _advice(self, error: Exception) -> str:
        return "" if self.was_reached else advice_on_scheme(self._endpoint, error)


class Client:
    """The API as the lifecycle uses it: within its rate limit, with retries, batches and a read cache."""

    def __init__(
        self,
        api: Api,
        connection: Connection,
        limiter: RateLimiter,
        batchable: Iterable[Batchable] = (),
        policy: RetryPolicy | None = None,
        trace: Trace | None = None,
        say: Callable[[str], None] = lambda _: None,
        window: float = WINDOW,
    ) -> None:
        self._api = api
        self._connection = connection
        self._limiter = limiter
        self._policy = policy or RetryPolicy()
        self._trace = trace
        self._batcher = Batcher(self._send, {each.action: each for each in batchable}, window)
        self._read_cache = ReadCache(api, Batcher(self._send_for_all_pages, {}, min(window, READ_WINDOW)).call)
        self._say = say
        self._pauses = Diagnostics("it was as before")
        self._breaker = CircuitBreaker(self._policy.total)
        #: The numbers of the latest requests, by which the API's log finds them.
        self._answered: deque[str] = deque(maxlen=REMEMBERED)

    async def call(self, action: str, request: Remote) -> Remote:
        """The API's answer to a request. Raises a CloudError."""
        if not self._api.action(action).mutates:
            return await self._batcher.call(action, request)
        try:
            return await self._batcher.call(action, request)
        finally:
            self._read_cache.wrote()

    async def dry_run(self, action: str, request: Remote) -> None:
        """Has the API judge a request that is not carried out. Raises a CloudError where it would refuse, or does not answer.

        Nothing hangs on it, so it is only sent again where it was throttled.
        """
        await self._send(action, lambda: {**request, DRY_RUN: True})

    @property
    def caller(self) -> Caller:
        """Whose requests these are."""
        return Caller(self._connection.access_key, self._connection.shows_certificate, tuple(self._answered))

    @property
    def clock_difference(self) -> float | None:
        """See `Connection.clock_difference`."""
        return self._connection.clock_difference

    async def read(self, action: str, request: Remote) -> Remote:
        """The answer to a Read action, with all of its pages."""
        return await self._send_for_all_pages(action, lambda: request)

    async def pages(self, action: str, request: Remote) -> AsyncIterator[Remote]:
        """The answers to a Read action, page by page. One that asks for pages of a size gets no more than that one."""
        async for page in self._pages(action, lambda: request):
            yield page

    async def find(self, read: Read, id: str, latest: bool = False) -> Remote | None:
        """The object that a read action finds by an identifier, None where there is none. See `ReadCache.find`."""
        return next(iter(await self.find_all(read, id, latest)), None)

    async def find_all(self, read: Read, id: str, latest: bool = False) -> list[Remote]:
        """The objects that have an identifier in common. See `ReadCache.find`."""
        return await self._read_cache.find(read, id, latest)

    def interrupt(self) -> None:
        """Sends nothing more: what still waits for its turn or for another try ends. What was sent gets its answer."""
        self._breaker.interrupt()
        if self._trace:
            self._trace.summarize()

    async def _send_for_all_pages(self, action: str, compose: Callable[[], Remote]) -> Remote:
        answer = self._api.action(action).answer
        pages = [page async for page in self._pages(action, compose)]
        if len(pages) == 1:
            return pages[0]
        assert answer
        return {**pages[-1], answer.name: [obj for page in pages for obj in page[answer.name]]}

    async def _pages(self, action: str, compose: Callable[[], Remote]) -> AsyncIterator[Remote]:
        request = cache(compose)
        page = await self._send(action, request)
        yield page
        while (token := page.get("NextPageToken")) and "ResultsPerPage" not in request():
            more = {"NextPageToken": token, "ResultsPerPage": PAGE_SIZE}
            page = await self._send(action, partial(dict, request(), **more))
            yield page

    async def _send(self, action: str, compose: Callable[[], Remote]) -> Remote:
        """Sends a request until it is answered or hopeless. It is composed when it first has a slot."""
        described = self._api.action(action)
        request: Remote | None = None
        failure: CloudError | None = None
        attempt, began = 1, now()
        while True:
            stop = self._breaker.admit(action)
            try:
                async with self._limiter.slot(described.mutates, stop):
                    request = compose() if request is None else request
                    return await self._attempt(action, request, attempt)
            except Cancelled as interruption:
                raise failure or (
                    self._breaker.withheld(action) if self._breaker.is_open(action) else interruption
                ) from None
            except CloudError as error:
                failure = error
            by_chance = isinstance(failure, Throttled) and not self._limiter.is_overdone
            pause = self._policy.pause(attempt, by_chance)
            elapsed, reached = now() - began + pause, self._connection.was_reached
            is_hopeless = self._breaker.is_open(action) or not self._is_wanted(request, failure)
            if is_hopeless or not self._policy.again(failure, attempt, elapsed, described.is_idempotent, reached):
                raise failure
            if pause > self._policy.quiet:
                self._say(f"{action}: sending again in {pause:.0f} s, since {self._why(failure)}")
            if await happens_within(stop, pause):
                raise failure
            attempt += 1

    def _is_wanted(self, request: Remote | None, failure: CloudError) -> bool:
        """Whether a failed request is worth another attempt."""
        return isinstance(failure, Throttled) or not (request and request.get(DRY_RUN))

    def _why(self, failure: CloudError) -> str:
        """The reason of a pause; what came in place of an answer is quoted once."""
        return self._pauses.text(failure) if isinstance(failure, Unanswered) else str(failure)

    async def _attempt(self, action: str, request: Remote, attempt: int) -> Remote:
        sent, outcome, request_id = now(), "ok", ""
        try:
            answer = await self._connection.send(action, request)
            request_id = answer.pop("ResponseContext")["RequestId"]
            self._answered.append(request_id)
            self._limiter.answered()
            self._breaker.answered(action)
        except CloudError as error:
            outcome = type(error).__name__
            if isinstance(error, Refused):
                outcome, request_id = f"{error.status} {error.code}", error.request_id
            self._learn(action, error, sent)
            raise
        finally:
            if self._trace:
                name = f"{action} ({DRY_RUN})" if request.get(DRY_RUN) else action
                self._trace.request(name, now() - sent, attempt, outcome, request_id)
        return answer

    def _learn(self, action: str, error: CloudError, sent: float) -> None:
        """What a failure means for the requests that come."""
        if isinstance(error, Throttled):
            self._limiter.throttled(sent)
        if isinstance(error, Throttled | Unanswered | Unreachable) or (isinstance(error, Refused) and not error.code):
            self._breaker.failed(action, sent, error.because)
        elif isinstance(error, Refused):
            self._breaker.answered(action)
