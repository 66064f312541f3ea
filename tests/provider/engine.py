"""A stand-in for the engine: says to the provider what the engine says, and holds it to what the engine expects."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import grpc
import grpc.aio

from outscale_provider.protos import provider_pb2, provider_pb2_grpc, status_pb2
from provider.messages import Secret, bare, decode, encode, has_unknown

PACKAGE = "outscale-native"
SCHEMA = json.loads((Path(__file__).parents[2] / "schema.json").read_text())
SEED = bytes(range(32))

#: How long an operation and any call may take, in seconds, so that what is broken fails soon: they take some hundredths.
LONGEST_OPERATION = 10
LONGEST_CALL = 60

Kinds = provider_pb2.PropertyDiff


@dataclass(frozen=True)
class Resource:
    """What the engine stores of a resource. Secrets are wrapped, as in the state."""

    type: str
    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    name: str = "it"

    @property
    def token(self) -> str:
        return token(self.type)

    @property
    def urn(self) -> str:
        return urn(self.type, self.name)


def placed(failure: Any) -> tuple[str, str]:
    """The path that a failure of Check is about, and what is wrong there. It names no property, whose value would be shown."""
    assert not failure.property
    path, _, reason = failure.reason.partition(": ")
    return path, reason


@dataclass(frozen=True)
class Checked:
    """What Check answers: the inputs, and what is wrong, by property path."""

    inputs: dict[str, Any]
    failures: dict[str, str]


@dataclass(frozen=True)
class Difference:
    """What Diff answers. `details` are the names of the kinds, by property path."""

    details: dict[str, str] = field(default_factory=dict)
    replaces: list[str] = field(default_factory=list)
    delete_before_replace: bool = False

    def __bool__(self) -> bool:
        return bool(self.details)


def lacking(resource: Resource) -> set[str]:
    """The outputs that the schema promises and that a resource does not have."""
    promised = SCHEMA["resources"].get(resource.token, {}).get("required", ())
    return {name for name in promised if resource.outputs.get(name) is None}


class Failed(Exception):
    """A call that the provider answered with an error."""

    def __init__(self, error: grpc.aio.AioRpcError) -> None:
        super().__init__(error.details())
        self.code = error.code()
        self.message = error.details() or ""
        self.metadata = dict(error.trailing_metadata() or ())


class InitFailed(Failed):
    """The resource exists but is not complete: the engine stores what the error carries."""

    def __init__(self, error: grpc.aio.AioRpcError, resource: Resource, reasons: list[str]) -> None:
        super().__init__(error)
        self.resource = resource
        self.reasons = reasons


class _Deadlines(grpc.aio.UnaryUnaryClientInterceptor):
    """Lets no call go on for ever."""

    async def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        return await continuation(details._replace(timeout=LONGEST_CALL), request)


def channel_to(port: int) -> grpc.aio.Channel:
    """A channel to a provider on this machine."""
    return grpc.aio.insecure_channel(f"127.0.0.1:{port}", interceptors=[_Deadlines()])


class Engine:
    """The RPCs by what they mean."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self.stub = provider_pb2_grpc.ResourceProviderStub(channel)

    async def configure(self, **settings: Any) -> None:
        await _answer(self.stub.Configure(provider_pb2.ConfigureRequest(args=encode(settings))))

    async def check_config(self, settings: dict[str, Any]) -> list[Any]:
        """What is wrong with a configuration."""
        request = provider_pb2.CheckRequest(urn=f"urn:pulumi:dev::tests::pulumi:providers:{PACKAGE}::default")
        request.news.CopyFrom(encode(settings))
        return list((await _answer(self.stub.CheckConfig(request))).failures)

    async def check(
        self, type: str, inputs: dict[str, Any], old: dict[str, Any] | None = None, name: str = "it", **more: Any
    ) -> Checked:
        response = await self.checking(type, inputs, old, name, **more)
        return Checked(decode(response.inputs), dict(placed(failure) for failure in response.failures))

    async def checking(
        self, type: str, inputs: dict[str, Any], old: dict[str, Any] | None = None, name: str = "it", **more: Any
    ) -> Any:
        """What Check answers, as it is sent."""
        request = provider_pb2.CheckRequest(
            urn=urn(type, name),
            type=token(type),
            name=name,
            olds=encode(old or {}),
            news=encode(inputs),
            randomSeed=SEED,
            **more,
        )
        return await _answer(self.stub.Check(request))

    async def checked(
        self, type: str, inputs: dict[str, Any], old: dict[str, Any] | None = None, name: str = "it"
    ) -> dict[str, Any]:
        """The inputs as Check completes them; there must be nothing wrong with them."""
        checked = await self.check(type, inputs, old, name)
        assert checked.failures == {}
        return checked.inputs

    async def diff(self, resource: Resource, inputs: dict[str, Any], ignore: tuple[str, ...] = ()) -> Difference:
        response = await _answer(
            self.stub.Diff(
                provider_pb2.DiffRequest(
                    id=resource.id,
                    urn=resource.urn,
                    type=resource.token,
                    name=resource.name,
                    olds=encode(resource.outputs),
                    old_inputs=encode(resource.inputs),
                    news=encode(inputs),
                    ignoreChanges=ignore,
                )
            )
        )
        return difference(response)

    async def create(
        self,
        type: str,
        inputs: dict[str, Any],
        preview: bool = False,
        timeout: float = LONGEST_OPERATION,
        name: str = "it",
    ) -> Resource:
        request = provider_pb2.CreateRequest(
            urn=urn(type, name),
            type=token(type),
            name=name,
            properties=encode(inputs),
            preview=preview,
            timeout=timeout,
        )
        try:
            response = await self.stub.Create(request)
        except grpc.aio.AioRpcError as error:
            raise _failure(error, Resource(type, "", inputs, {}, name)) from None
        created = Resource(type, response.id, inputs, decode(response.properties), name)
        assert preview or lacking(created) == set()
        assert preview or (created.id and not has_unknown(created.outputs))
        return created

    async def made(self, type: str, *, name: str = "it", **inputs: Any) -> Resource:
        """A new resource: checked, then created."""
        return await self.create(type, await self.checked(type, inputs, name=name), name=name)

    async def read(self, resource: Resource) -> Resource | None:
        """The resource as it is now, None where it is gone. The engine keeps what it knows if `properties` are null."""
        request = provider_pb2.ReadRequest(
            id=resource.id,
            urn=resource.urn,
            type=resource.token,
            name=resource.name,
            inputs=encode(resource.inputs),
            properties=encode(resource.outputs),
        )
        try:
            response = await self.stub.Read(request)
        except grpc.aio.AioRpcError as error:
            raise _failure(error, resource) from None
        if not response.id:
            assert response == provider_pb2.ReadResponse()
            return None
        assert response.HasField("inputs") and response.HasField("properties")
        found = replace(resource, id=response.id, inputs=decode(response.inputs), outputs=decode(response.properties))
        assert lacking(found) == set()
        return found

    async def imported(self, type: str, id: str) -> Resource | None:
        """The resource of an id."""
        return await self.read(Resource(type, id, {}, {}))

    async def update(
        self, resource: Resource, inputs: dict[str, Any], preview: bool = False, timeout: float = LONGEST_OPERATION
    ) -> Resource:
        request = provider_pb2.UpdateRequest(
            id=resource.id,
            urn=resource.urn,
            type=resource.token,
            name=resource.name,
            olds=encode(resource.outputs),
            old_inputs=encode(resource.inputs),
            news=encode(inputs),
            preview=preview,
            timeout=timeout,
        )
        try:
            response = await self.stub.Update(request)
        except grpc.aio.AioRpcError as error:
            raise _failure(error, resource) from None
        updated = replace(resource, inputs=inputs, outputs=decode(response.properties))
        assert preview or not has_unknown(updated.outputs)
        assert preview or lacking(updated) == set()
        return updated

    async def delete(self, resource: Resource, timeout: float = LONGEST_OPERATION) -> None:
        request = provider_pb2.DeleteRequest(
            id=resource.id,
            urn=resource.urn,
            type=resource.token,
            name=resource.name,
            properties=encode(resource.outputs),
            old_inputs=encode(resource.inputs),
            timeout=timeout,
        )
        await _answer(self.stub.Delete(request))

    async def listed(self, type: str, query: dict[str, Any] | None = None, **more: Any) -> list[str]:
        """The ids of all resources of a type, of those that pass a query, page after page."""
        found: list[str] = []
        request = provider_pb2.ListRequest(token=token(type), query=encode(query or {}), **more)
        while True:
            try:
                items = [item async for item in self.stub.List(request)]
            except grpc.aio.AioRpcError as error:
                raise Failed(error) from None
            ids = [item.result.id for item in items if item.HasField("result")]
            assert not request.page_size or len(ids) <= request.page_size
            found += ids
            if not items or not items[-1].HasField("continuation"):
                return found
            request.continuation_token = items[-1].continuation.continuation_token

    async def invoke(self, function: str, preview: bool = False, **args: Any) -> dict[str, Any]:
        """What a function returns; there must be nothing wrong with the arguments."""
        response = await self.invoked(function, args, preview)
        assert not response.failures
        return decode(getattr(response, "return"))

    async def invoked(self, function: str, args: dict[str, Any], preview: bool = False) -> Any:
        request = provider_pb2.InvokeRequest(tok=token(function), args=encode(args), preview=preview)
        return await _answer(self.stub.Invoke(request))


def token(name: str) -> str:
    return f"{PACKAGE}:index:{name}"


def urn(type: str, name: str = "it") -> str:
    return f"urn:pulumi:dev::tests::{token(type)}::{name}"


def difference(response: Any) -> Difference:
    """A response of Diff or DiffConfig, whose parts must agree."""
    details = {path: Kinds.Kind.Name(detail.kind) for path, detail in response.detailedDiff.items()}
    assert response.hasDetailedDiff
    assert (response.changes == response.DIFF_SOME) == bool(details)
    assert all(detail.inputDiff for detail in response.detailedDiff.values())
    assert set(response.replaces) == {root(path) for path, kind in details.items() if kind.endswith("_REPLACE")}
    assert set(response.diffs) == {root(path) for path in details}
    return Difference(details, list(response.replaces), response.deleteBeforeReplace)


def root(path: str) -> str:
    """The property that a path begins with."""
    return path.split(".")[0].split("[")[0]


async def _answer(call: Any) -> Any:
    try:
        return await call
    except grpc.aio.AioRpcError as error:
        raise Failed(error) from None


def _failure(error: grpc.aio.AioRpcError, resource: Resource) -> Failed:
    """The error as the engine understands it: with a detail that carries the resource, if there is one."""
    failed = Failed(error)
    packed = failed.metadata.get("grpc-status-details-bin")
    if packed is None:
        return failed
    status = status_pb2.Status.FromString(packed)
    # grpc-go refuses details that contradict the status (pulumi-engine.md section 3.3).
    assert (status.code, status.message) == (failed.code.value[0], failed.message)
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    inputs, outputs = decode(detail.inputs), decode(detail.properties)
    assert detail.id and not has_unknown(outputs)
    return InitFailed(error, replace(resource, id=detail.id, inputs=inputs, outputs=outputs), list(detail.reasons))


__all__ = ["PACKAGE", "SEED", "Checked", "Difference", "Engine", "Failed", "InitFailed", "Resource", "Secret", "bare"]
