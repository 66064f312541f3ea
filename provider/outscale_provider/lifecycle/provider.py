"""The provider as one object: every verb, for any resource type. Knows neither gRPC nor HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from outscale_api import Api
from outscale_provider import config
from outscale_provider.address import moves
from outscale_provider.clock import now
from outscale_provider.config import Configuration
from outscale_provider.errors import ConfigurationError, UsageError
from outscale_provider.lifecycle.account_guard import admit
from outscale_provider.lifecycle.asking import Asking
from outscale_provider.lifecycle.check import check
from outscale_provider.lifecycle.claims import Claims
from outscale_provider.lifecycle.create import create
from outscale_provider.lifecycle.delete import delete
from outscale_provider.lifecycle.diff import diff
from outscale_provider.lifecycle.dry_runs import DryRuns
from outscale_provider.lifecycle.earlier_states import upgraded
from outscale_provider.lifecycle.foretelling import foretell
from outscale_provider.lifecycle.functions import BoundFunction, bind
from outscale_provider.lifecycle.inventory import Existing, Inventory
from outscale_provider.lifecycle.journal import Journal
from outscale_provider.lifecycle.listing import Listed, list_ids
from outscale_provider.lifecycle.losses import of_replacement
from outscale_provider.lifecycle.operation import Cloud, RunningOperation
from outscale_provider.lifecycle.presence import Presence
from outscale_provider.lifecycle.preview import losses_of_update, preview_create, preview_update, warnings_of_update
from outscale_provider.lifecycle.questions import Questions
from outscale_provider.lifecycle.read import read
from outscale_provider.lifecycle.recovery import reminder
from outscale_provider.lifecycle.refusals import refuse_impossible, replacements_in_use
from outscale_provider.lifecycle.requests import (
    CheckRequest,
    CreateRequest,
    DeleteRequest,
    Detail,
    Difference,
    DiffRequest,
    Kind,
    ListRequest,
    ReadRequest,
    ResourceState,
    Say,
    UpdateRequest,
    silent,
)
from outscale_provider.lifecycle.tag_policy import TagPolicy
from outscale_provider.lifecycle.turns import Turns
from outscale_provider.lifecycle.update import update
from outscale_provider.lifecycle.waiting import Pace, Pollers
from outscale_provider.model.bound import Bound
from outscale_provider.model.function import Function
from outscale_provider.model.resource import Resource
from outscale_provider.model.values import Remote, Values, has_unknown
from outscale_provider.settings import SETTINGS
from outscale_provider.violations import Violation

PACKAGE = "outscale-native"

#: What the engine puts among the inputs of a provider resource.
ENGINE_INPUTS = frozenset({"version", "pluginDownloadURL"})

#: How long a read may take, in seconds.
READ_TIMEOUT = 10 * 60.0

#: What tells of a resource as it was stored, and of what its program asks for now.
Stored = TypeVar("Stored", DiffRequest, UpdateRequest)

#: Makes the journal for a configuration and the provider's own URN, which is "" where the engine does not tell it.
KeepJournal = Callable[[Configuration, str], Journal]


@dataclass(frozen=True)
class Log:
    """The engine's log: what users read, and what they read when they look for the reason of something."""

    info: Say
    debug: Say
    warning: Say = silent


class Provider:
    """Every verb of the lifecycle.

    `functions` gives the definitions of the functions; `connect` makes the API's client, which tells the log what it does.
    """

    def __init__(
        self,
        api: Api,
        resources: Sequence[Resource],
        functions: Callable[[Api], Sequence[Function]],
        connect: Callable[[Configuration, Log], Cloud],
        keep_journal: KeepJournal,
        pace: Pace | None = None,
    ) -> None:
        self._api = api
        self._definitions = resources
        self._tag_policy = TagPolicy()
        self._bind(self._tag_policy.ignores)
        self._functions_of = functions
        self._connect = connect
        self._keep_journal = keep_journal
        self._configuration: Configuration | None = None
        self._admitted: asyncio.Task[None] | None = None
        self._log = Log(silent, silent)
        self._presence = Presence(silent, "")
        self._cloud: Cloud | None = None
        self._journal: Journal | None = None
        self._questions: Questions | None = None
        self._claims = Claims()
        self._cancelled = asyncio.Event()
        self._pollers = Pollers(pace or Pace())
        self._turns = Turns()
        self._unfinished: set[asyncio.Task[object]] = set()
        self._dry_runs: DryRuns | None = None
        #: What a replacement would lose of the resources that Diff would update.
        self._losses: dict[str, str] = {}

    def _bind(self, ignores_tag: Callable[[str], bool], allows_restart: bool = False) -> None:
        self._resources = {
            f"{PACKAGE}:index:{resource.name}": Bound(resource, self._api, ignores_tag, allows_restart)
            for resource in self._definitions
        }

    @property
    def api(self) -> Api:
        """The description that the resources and functions are bound to."""
        return self._api

    @property
    def resources(self) -> Mapping[str, Bound]:
        """The resources by their tokens."""
        return self._resources

    @cached_property
    def functions(self) -> Mapping[str, BoundFunction]:
        """The functions by their tokens. Made when the first one is called, which few programs do."""
        return {f"{PACKAGE}:index:{each.name}": bind(each, self._api) for each in self._functions_of(self._api)}

    def resource(self, token: str) -> Bound:
        """The resource of a token. Raises UsageError where there is none."""
        if token not in self._resources:
            raise UsageError(f"there is no resource {token} in this version of the provider")
        return self._resources[token]

    def function(self, token: str) -> BoundFunction:
        """The function of a token. Raises UsageError where there is none."""
        if token not in self.functions:
            raise UsageError(f"there is no function {token} in this version of the provider")
        return self.functions[token]

    # Configuration

    def check_config(
        self, given: Values, old: Values, environment: Mapping[str, str]
    ) -> tuple[Values, list[Violation]]:
        """What to store beside a provider's inputs, and what is wrong with those. See `config.check`."""
        settings = {name: value for name, value in given.items() if name not in ENGINE_INPUTS}
        return config.check(settings, old, environment)

    def configure(self, given: Values, environment: Mapping[str, str], log: Log, urn: str = "") -> None:
        """Makes the API reachable. Raises ConfigurationError where the configuration is wrong or not enough.

        `urn` is the provider's own in the stack.
        """
        self.close()
        # An engine that attaches itself begins anew after another one has ended.
        self._cancelled = asyncio.Event()
        self._log = log
        self._configuration = config.resolve(given, environment)
        self._tag_policy = TagPolicy(self._configuration.default_tags, self._configuration.ignored_tags)
        self._bind(self._tag_policy.ignores, self._configuration.allow_stopping_for_update)
        self._admitted = None
        for notice in self._configuration.notices:
            log.warning(notice)
        self._presence = Presence(log.warning, f"the Region {self._configuration.region}")
        self._cloud = None
        self._dry_runs = DryRuns(log.warning) if self._configuration.validate_in_preview else None
        self._losses = {}
        self._journal = self._keep_journal(self._configuration, urn)
        self._questions = Questions(self._journal.folder.parent)

    def diff_config(self, old: Values, new: Values) -> Difference:
        """What a change of the configuration means: another Region or endpoint has other resources."""
        replaces = moves(old, new)
        changed = [setting.name for setting in SETTINGS if old.get(setting.name) != new.get(setting.name)]
        return Difference({name: _change(name, old, new, name in replaces) for name in changed}, replaces)

    def cancel(self) -> None:
        """The engine ends in good order, now or as soon as what is under way has come to an end."""
        self.interrupt()
        if self._journal:
            self._journal.end()

    def reminders(self) -> list[str]:
        """What a user has to know of creations that were cut off, and that this operation does not take up."""
        if self._journal is None or self._questions is None:
            return []
        reminders = [reminder(entry, self._journal.file(entry)) for entry in self._journal.orphans()]
        return [*self._journal.troubles, *reminders, *self._questions.all()]

    def interrupt(self) -> None:
        """Ends every wait, and lets no new change begin."""
        self._cancelled.set()
        if self._cloud:
            self._cloud.interrupt()

    async def finish(self, timeout: float) -> None:
        """Waits for requests under way whose answers must not be lost."""
        if self._unfinished:
            await asyncio.wait(self._unfinished, timeout=timeout)

    def close(self) -> None:
        """Works no more for the engine that configured it."""
        if self._journal:
            self._journal.close()

    # Resources

    def check(self, request: CheckRequest) -> tuple[Values, list[Violation]]:
        if self._journal:
            orphan = self._journal.expect(request.urn)
            request = replace(request, naming=replace(request.naming, earlier=orphan.name)) if orphan else request
        bound = self.resource(request.token)
        checked, violations = check(bound, request, self._tag_policy)
        if not violations and request.old_inputs and request.inputs is not request.old_inputs:
            violations = replacements_in_use(bound, request.old_inputs, checked, request.naming.resource_name)
        return checked, violations

    def diff(self, request: DiffRequest) -> Difference:
        self._know(request.urn, request.id)
        bound = self.resource(request.token)
        found = diff(bound, self._as_stored_now(bound, request))
        if self._dry_runs and found.details:
            self._dry_runs.plan.note(bound, request.urn, request.id, request.old_inputs, bool(found.replaces))
        if found.replaces:
            return found
        # An option of the program may replace what Diff would update: then only Create tells.
        if found.loss:
            self._losses[request.urn] = found.loss
        self._claims.note(bound, request.id, request.old_inputs, request.inputs)
        claim = self._claims.on(bound, request.inputs)
        return replace(found, warning=claim.warning) if claim else found

    async def create(self, request: CreateRequest) -> ResourceState:
        bound = self.resource(request.token)
        if loss := self._losses.pop(request.urn, ""):
            request.warn(of_replacement(loss))
        if claim := self._claims.on(bound, request.inputs):
            claim.refuse()
        if request.preview:
            await self._judge(bound, request)
            return ResourceState("", request.inputs, preview_create(bound, request.inputs))
        await self._enter()
        operation = self._operation(
            request, request.timeout or bound.resource.timeouts.create, request.say, request.warn
        )
        created = await create(replace(operation, secrets=request.secrets), request.inputs)
        self._claims.note(bound, created.id, {}, request.inputs)
        return created

    async def read(self, request: ReadRequest) -> ResourceState | None:
        self._know(request.urn, request.id, managed=False)
        await self._enter()
        operation = self._operation(request, READ_TIMEOUT, silent)
        old_inputs, old_outputs = upgraded(operation.bound, request.old_inputs, request.old_outputs)
        request = replace(request, old_inputs=old_inputs, old_outputs=old_outputs)
        if not request.old_outputs:
            return await read(operation, request)
        presence = self._presence
        presence.looking()
        found = await read(operation, request)
        if found is None:
            presence.missed()
        else:
            presence.found()
        return found

    async def update(self, request: UpdateRequest) -> ResourceState:
        bound = self.resource(request.token)
        request = self._as_stored_now(bound, request)
        if request.preview:
            refuse_impossible(bound, request)
            for warning in warnings_of_update(bound, request):
                request.say(warning)
            for loss in losses_of_update(bound, request):
                request.warn(loss)
            await self._judge(bound, request)
            return ResourceState(request.id, request.inputs, preview_update(bound, request))
        self._know(request.urn, request.id)
        await self._enter()
        operation = self._operation(
            request, request.timeout or bound.resource.timeouts.update, request.say, request.warn
        )
        return await update(operation, request)

    async def delete(self, request: DeleteRequest) -> None:
        self._know(request.urn, request.id)
        timeout = request.timeout or self.resource(request.token).resource.timeouts.delete
        await self._enter()
        operation = self._operation(request, timeout, request.say, request.warn)
        await delete(operation, request.id, request.old_inputs, request.old_outputs)

    async def list_ids(self, request: ListRequest) -> Listed:
        bound = self.resource(request.token)
        await self._enter()
        return await list_ids(bound, self._connected(), request)

    async def inventory(self, types: Collection[str] | None = None) -> AsyncIterator[Existing]:
        """All that the account has, type by type, as the resources that would declare it; of some `types` only."""
        await self._enter()
        inventory = Inventory(self._connected())
        for token, bound in self._resources.items():
            if types is not None and bound.resource.name not in types:
                continue
            for existing in await inventory.of(token, bound):
                yield existing

    async def invoke(self, token: str, inputs: Values, preview: bool) -> tuple[Values, list[Violation]]:
        function = self.function(token)
        given = function.spelled(inputs)
        violations = function.check(given)
        if violations:
            return {}, violations
        if has_unknown(given):
            # SDKs ask nothing then, but overlook what is in a list; and lists can't be answered as unknown.
            raise UsageError(
                f"{function.function.name}: an argument is not known in this preview. Ask within an `apply` of what it comes"
                " from, which previews leave out"
            )
        await self._enter()
        return await function.run(self._asking(preview), given), []

    def _asking(self, preview: bool) -> Asking:
        return Asking(self._connected(), self._pollers, self._cancelled, self._log.warning, preview)

    async def _judge(self, bound: Bound, request: CreateRequest | UpdateRequest) -> None:
        """Asks the API what it would refuse of a preview, if the configuration says so."""
        if self._dry_runs is None:
            return
        if isinstance(request, CreateRequest):
            self._dry_runs.plan.note(bound, request.urn, "", request.inputs)
            if self._journal and self._journal.orphan(request.urn):
                # What was cut off is taken up, and not created again.
                return
        await self._dry_runs.judge(bound, request, self._dry_run)
        # What others of the preview may make right is not judged, here as there.
        if bound.resource.guard and not self._dry_runs.plan.has_more_than(request.urn):
            await self._enter()
            await foretell(self._operation(request, READ_TIMEOUT, silent, request.warn), request)

    async def _dry_run(self, action: str, request: Remote) -> None:
        await self._enter()
        await self._connected().dry_run(action, request)

    def _operation(
        self,
        request: CreateRequest | ReadRequest | UpdateRequest | DeleteRequest,
        timeout: float,
        say: Say,
        warn: Say = silent,
    ) -> RunningOperation:
        cloud = self._connected()
        assert self._journal and self._questions
        deadline = now() + timeout
        bound = self.resource(request.token)
        return RunningOperation(
            bound=bound,
            cloud=cloud,
            deadline=deadline,
            pollers=self._pollers,
            cancelled=self._cancelled,
            journal=self._journal,
            questions=self._questions,
            claims=self._claims,
            turns=self._turns,
            urn=request.urn,
            say=say,
            warn=warn,
            unfinished=self._unfinished,
        )

    def _as_stored_now(self, bound: Bound, request: Stored) -> Stored:
        """A request with what was stored as it would be now: by this version, and without the tags that are ignored by now."""
        own, is_as_before = self._tag_policy.own, request.inputs == request.old_inputs
        old_inputs, old_outputs = upgraded(bound, own(request.old_inputs), own(request.old_outputs))
        inputs = old_inputs if is_as_before else request.inputs
        return replace(request, old_inputs=old_inputs, inputs=inputs, old_outputs=old_outputs)

    def _know(self, urn: str, id: str, managed: bool = True) -> None:
        """The engine's state has a resource, whatever the journal says. One that is read may be somebody else's."""
        if self._journal:
            self._journal.known(urn, id, managed)

    async def _enter(self) -> None:
        """Lets nobody work in an account that the configuration does not allow. Looks once, and only if it has to."""
        configuration = self._configuration
        if configuration is None or not (configuration.allowed_account_ids or configuration.forbidden_account_ids):
            return
        if self._admitted is None or (self._admitted.done() and self._admitted.exception()):
            self._admitted = asyncio.create_task(admit(self._connected(), configuration))
        await asyncio.shield(self._admitted)

    def _connected(self) -> Cloud:
        if self._configuration is None:
            raise ConfigurationError("the provider is not configured yet")
        # Only now: it takes longer than all else of an `up` that changes nothing, and that one needs no connection.
        if self._cloud is None:
            self._cloud = self._connect(self._configuration, self._log)
        return self._cloud


def _change(name: str, old: Values, new: Values, replaces: bool) -> Detail:
    kind: Kind = "add" if old.get(name) is None else "delete" if new.get(name) is None else "update"
    return Detail(kind, replaces)
