"""The ResourceProvider service on grpc.aio: decodes, calls the lifecycle, encodes. Decides nothing."""

from __future__ import annotations

import functools
import json
import sys
import traceback
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from dataclasses import replace
from typing import Any

import grpc
from google.protobuf import empty_pb2

from outscale_provider.address import MEMORY
from outscale_provider.diagnostics import Diagnostics
from outscale_provider.engine_log import DEBUG, WARNING, EngineLog
from outscale_provider.errors import (
    Bug,
    Incomplete,
    ProviderError,
    as_provider_error,
)
from outscale_provider.lifecycle.losses import of_replacement
from outscale_provider.lifecycle.provider import Log, Provider
from outscale_provider.lifecycle.requests import (
    CheckRequest,
    CreateRequest,
    DeleteRequest,
    DiffRequest,
    ListRequest,
    NameMode,
    Naming,
    ReadRequest,
    ResourceState,
    UpdateRequest,
)
from outscale_provider.lifecycle.secrecy import (
    described_secrets,
    guarded,
    guarded_difference,
    kept_secrets,
    leaves,
    outermost,
    secret_contents,
)
from outscale_provider.lifecycle.urn import name_of, type_of
from outscale_provider.masking import Masker
from outscale_provider.model.property import STRING, Property, Shape
from outscale_provider.model.values import Value, Values
from outscale_provider.protos import (
    plugin_pb2,
    provider_pb2,
    provider_pb2_grpc,
    struct_pb2,
)
from outscale_provider.responses import InitFailedStatus, difference, failures, status_code, wrong_arguments
from outscale_provider.settings import SETTINGS
from outscale_provider.wire import Decoded, decode, encode, encode_result

_NAME_MODES = {0: NameMode.PROPOSE, 1: NameMode.ENFORCE, 2: NameMode.DISABLE}
#: The settings that are secret without a mark.
SECRET_SETTINGS = {
    setting.name: Property(setting.name, Shape(STRING), secret=True) for setting in SETTINGS if setting.secret
}

Handler = Callable[..., Coroutine[Any, Any, Any]]


def _answering(handler: Handler) -> Handler:
    """Turns errors into statuses: an exception that leaves a handler would reach the user as a riddle."""

    @functools.wraps(handler)
    async def answer(self: Servicer, request: Any, context: Any) -> Any:
        with self.masker.during(request):
            try:
                return await handler(self, request, context)
            except Incomplete as error:
                self.trace(error.reason)
                await context.abort_with_status(self.init_failed(error, request))
            except Exception as error:
                await context.abort(*self.status(as_provider_error(error)))

    return answer


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """The service, for one provider. `schema` makes the package's schema; `engine` is the address of the engine."""

    def __init__(
        self,
        provider: Provider,
        version: str,
        schema: Callable[[], dict[str, Any]],
        environment: Mapping[str, str],
        engine: str = "",
    ) -> None:
        self._provider = provider
        self._version = version
        self._schema = schema
        self._environment = environment
        #: What takes the secrets of the requests under way out of all that is told.
        self.masker = Masker(self._secrets_of)
        self._diagnostics = Diagnostics()
        self._log = EngineLog(self.masker, engine)

    # The plugin

    @_answering
    async def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._log.connect(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    @_answering
    async def Attach(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._log.connect(request.address)
        return empty_pb2.Empty()

    @_answering
    async def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802
        return plugin_pb2.PluginInfo(version=self._version)

    @_answering
    async def GetSchema(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.GetSchemaResponse(schema=json.dumps(self._schema()))

    @_answering
    async def GetMapping(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.GetMappingResponse()

    @_answering
    async def GetMappings(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.GetMappingsResponse()

    @_answering
    async def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._provider.cancel()
        await self.remind()
        return empty_pb2.Empty()

    async def remind(self) -> None:
        """Tells what users have to know of creations that were cut off, while the engine still listens."""
        for reminder in self._provider.reminders():
            self._log.say(reminder, WARNING)
        await self._log.flush()

    # Configuration

    @_answering
    async def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        given, old = decode(request.news).values, decode(request.olds).values
        memory, violations = self._provider.check_config(given, old, self._environment)
        # The engine does not say here which settings the program made secret: so the value of none is shown.
        violations = guarded(violations, {}, [(name,) for name in given])
        response = provider_pb2.CheckResponse(inputs=request.news, failures=failures(violations))
        if memory:
            response.inputs.MergeFrom(encode({MEMORY: memory}))
        return response

    @_answering
    async def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        old, new = decode(request.old_inputs).values, decode(request.news).values
        return difference(self._provider.diff_config(old, new))

    @_answering
    async def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._diagnostics = Diagnostics()
        log = Log(self._log.sayer(""), self._log.sayer("", DEBUG), self._log.sayer("", WARNING))
        self._provider.configure(decode(request.args).values, self._environment, log, request.urn)
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True
        )

    # Resources

    @_answering
    async def Check(self, request: Any, context: Any) -> Any:  # noqa: N802
        token = _type(request)
        olds, news = _decode_both(request.olds, request.news)
        check = CheckRequest(
            token=token,
            urn=request.urn,
            inputs=news.values,
            old_inputs=olds.values or None,
            naming=_naming(request),
        )
        inputs, violations = self._provider.check(check)
        bound = self._provider.resource(token)
        properties = bound.inputs
        # Most inputs can hold no secret by their description: the others alone are walked through.
        secretive = {name: inputs[name] for name in bound.secretive_inputs if name in inputs}
        secrets = outermost(news.secrets | described_secrets(properties, secretive))
        if violations:
            found = failures(guarded(violations, properties, secrets))
            return provider_pb2.CheckResponse(inputs=request.news, failures=found)
        # Most programs give all that there is to say: what came in goes out again.
        unchanged = news.verbatim and inputs == news.values and secrets == news.secrets
        return provider_pb2.CheckResponse(inputs=request.news if unchanged else encode(inputs, secrets))

    @_answering
    async def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802
        olds, news = _decode_both(request.old_inputs, request.news)
        # What there is matters only where the inputs differ, which most do not.
        outputs = {} if olds is news else decode(request.olds).values
        token = _type(request)
        diff = DiffRequest(
            token=token,
            urn=request.urn,
            id=request.id,
            old_inputs=olds.values,
            inputs=news.values,
            old_outputs=outputs,
            ignored=list(request.ignoreChanges),
        )
        found = self._provider.diff(diff)
        secrets = olds.secrets | news.secrets
        if secrets and found.details:
            found = guarded_difference(found, self._provider.resource(token).inputs, secrets)
        if found.replaces and found.loss:
            self._log.say(of_replacement(found.loss), WARNING, request.urn)
        if found.warning:
            self._log.say(found.warning, WARNING, request.urn)
        return difference(found)

    @_answering
    async def Create(self, request: Any, context: Any) -> Any:  # noqa: N802
        token, inputs = _type(request), decode(request.properties)
        create = CreateRequest(
            token=token,
            urn=request.urn,
            inputs=inputs.values,
            preview=request.preview,
            timeout=request.timeout,
            say=self._log.sayer(request.urn),
            warn=self._log.sayer(request.urn, WARNING),
            secrets=inputs.secrets,
        )
        found = await self._provider.create(create)
        return provider_pb2.CreateResponse(id=found.id, properties=self._outputs(token, found, inputs))

    @_answering
    async def Read(self, request: Any, context: Any) -> Any:  # noqa: N802
        token, inputs, outputs = _type(request), decode(request.inputs), decode(request.properties)
        read = ReadRequest(
            token=token, urn=request.urn, id=request.id, old_inputs=inputs.values, old_outputs=outputs.values
        )
        found = await self._provider.read(read)
        if found is None:
            # Not even empty properties: that is how the engine tells a missing resource (pulumi-engine.md section 3.1).
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(
            id=found.id,
            properties=self._outputs(token, found, inputs),
            inputs=self._inputs(token, found, inputs),
        )

    @_answering
    async def Update(self, request: Any, context: Any) -> Any:  # noqa: N802
        token, inputs = _type(request), decode(request.news)
        update = UpdateRequest(
            token=token,
            urn=request.urn,
            id=request.id,
            old_inputs=decode(request.old_inputs).values,
            inputs=inputs.values,
            old_outputs=decode(request.olds).values,
            preview=request.preview,
            timeout=request.timeout,
            say=self._log.sayer(request.urn),
            warn=self._log.sayer(request.urn, WARNING),
        )
        found = await self._provider.update(update)
        return provider_pb2.UpdateResponse(properties=self._outputs(token, found, inputs))

    @_answering
    async def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802
        delete = DeleteRequest(
            token=_type(request),
            urn=request.urn,
            id=request.id,
            old_inputs=decode(request.old_inputs).values,
            old_outputs=decode(request.properties).values,
            timeout=request.timeout,
            say=self._log.sayer(request.urn),
            warn=self._log.sayer(request.urn, WARNING),
        )
        await self._provider.delete(delete)
        return empty_pb2.Empty()

    async def List(self, request: Any, context: Any) -> AsyncIterator[Any]:  # noqa: N802
        try:
            listed = await self._provider.list_ids(
                ListRequest(
                    token=request.token,
                    query=decode(request.query).values,
                    limit=request.limit,
                    page_size=request.page_size,
                    after=request.continuation_token,
                )
            )
            for id in listed.ids:
                yield provider_pb2.ListResponse(result=provider_pb2.ListResponse.Result(id=id, name=id))
            if listed.after:
                more = provider_pb2.ListResponse.Continuation(continuation_token=listed.after)
                yield provider_pb2.ListResponse(continuation=more)
        except Exception as error:
            await context.abort(*self.status(as_provider_error(error)))

    # Functions

    @_answering
    async def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802
        given = decode(request.args)
        result, violations = await self._provider.invoke(request.tok, given.values, request.preview)
        function = self._provider.function(request.tok)
        if violations:
            # SDKs take the marks of secrets off arguments: so the value of none is shown.
            quoting_none = [replace(violation, got="") for violation in violations]
            found = wrong_arguments(guarded(quoting_none, function.inputs, given.secrets))
            return provider_pb2.InvokeResponse(failures=found)
        secrets = described_secrets(function.returned(given.values), result)
        # The field has the name of a keyword.
        fields: dict[str, Any] = {"return": encode_result(result, secrets)}
        return provider_pb2.InvokeResponse(**fields)

    # Encoding

    def _outputs(self, token: str, found: ResourceState, inputs: Decoded) -> Any:
        return self._kept_secret(token, self._provider.resource(token).outputs, found.outputs, inputs)

    def _inputs(self, token: str, found: ResourceState, inputs: Decoded) -> Any:
        return self._kept_secret(token, self._provider.resource(token).inputs, found.inputs, inputs)

    def _kept_secret(self, token: str, properties: Mapping[str, Property], values: Values, inputs: Decoded) -> Any:
        """A message of values of a resource, in which is secret what is secret of its inputs."""
        secrets = inputs.secrets | described_secrets(self._provider.resource(token).inputs, inputs.values)
        return encode(values, kept_secrets(properties, values, inputs.values, secrets))

    def _secrets_of(self, request: Any) -> Iterator[Value]:
        """What is secret in a request of the engine: by its marks, and by what is described."""
        contents = [decode(field) for _, field in request.ListFields() if isinstance(field, struct_pb2.Struct)]
        if isinstance(request, provider_pb2.InvokeRequest):
            # SDKs take the marks off arguments: any may be secret, but for the name of an action.
            yield from (
                leaf
                for each in contents
                for name, value in each.values.items()
                if name != "action"
                for leaf in leaves(value)
            )
            return
        bound = self._provider.resources.get(_type(request)) if hasattr(request, "urn") else None
        described = [bound.inputs, bound.outputs] if bound else [SECRET_SETTINGS]
        for each in contents:
            yield from secret_contents(described, each.values, each.secrets)

    # Diagnostics

    def status(self, error: ProviderError) -> tuple[grpc.StatusCode, str]:
        """What the engine is told of an error."""
        self.trace(error)
        return status_code(error), self.masker.masked(self._diagnostics.text(error))

    def trace(self, error: ProviderError) -> None:
        """Leaves in the engine's log where a bug is."""
        if isinstance(error, Bug):
            sys.stderr.write(self.masker.masked("".join(traceback.format_exception(error.error))))

    def init_failed(self, error: Incomplete, request: Any) -> InitFailedStatus:
        """The status that carries what is known of an incomplete resource."""
        token = _type(request)
        inputs = decode(request.news if hasattr(request, "news") else request.properties)
        found = ResourceState(error.id, error.inputs, error.outputs)
        message = self.masker.masked(self._diagnostics.text(error))
        detail = provider_pb2.ErrorResourceInitFailed(
            id=error.id,
            properties=self._outputs(token, found, inputs),
            reasons=[message],
            inputs=self._inputs(token, found, inputs),
        )
        return InitFailedStatus(message, detail)


def _decode_both(old: Any, new: Any) -> tuple[Decoded, Decoded]:
    """What two messages carry. Most are equal, and then the work is done once."""
    decoded = decode(new)
    return (decoded if old == new else decode(old)), decoded


def _type(request: Any) -> str:
    """The resource's token. Older engines say it in the URN alone."""
    return str(request.type) or type_of(request.urn)


def _naming(request: Any) -> Naming:
    name = request.name or name_of(request.urn)
    if not request.HasField("autonaming"):
        return Naming(name, request.randomSeed)
    options = request.autonaming
    return Naming(name, request.randomSeed, _NAME_MODES[options.mode], options.proposed_name)


def register(servicer: Servicer, server: grpc.aio.Server) -> None:
    """Makes a server answer for a provider."""
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
