"""What Pulumi's host of dynamic resources calls. States refer to `OutscaleProvider` by its import path, which so is a promise.

The host tells neither URN, nor secrets, nor the inputs of the last operation. So these travel as values: the URN that the
plugin's resource would have, the paths of what is secret of the inputs, and, among the outputs, the inputs.
"""

from __future__ import annotations

import base64
import json
import pickle
import sys
from collections.abc import Mapping
from typing import Any

from google.protobuf.json_format import MessageToDict
from pulumi import dynamic
from pulumi.output import Unknown

from outscale_provider.dynamic.session import OutscaleError, Session, given
from outscale_provider.lifecycle.provider import PACKAGE
from outscale_provider.lifecycle.urn import name_of, type_of
from outscale_provider.model.values import UNKNOWN, Value
from outscale_provider.protos import provider_pb2, struct_pb2
from outscale_provider.wire import decode, encode

#: What travels beside a resource's own values: who serves it, its URN, the paths of its secrets, its inputs.
PROVIDER, URN, SECRETS, INPUTS = "__provider", "__urn", "__secrets", "__inputs"
BESIDE = frozenset({PROVIDER, URN, SECRETS, INPUTS})

Properties = dict[str, Any]


class OutscaleProvider(dynamic.ResourceProvider):
    """All verbs of every resource type. The host configures it before anything else."""

    serialize_as_secret_always = False
    _session: Session

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        # The engine's address is what the host was started with.
        self._session = Session(given(lambda name: req.config.get(f"{PACKAGE}:{name}")), sys.argv[-1])

    def check(self, _olds: Properties, news: Properties) -> dynamic.CheckResult:
        request = provider_pb2.CheckRequest(urn=news[URN], olds=_own(_olds), news=_own(news))
        found = self._session.ask(self._session.service.Check, request)
        failures = [dynamic.CheckFailure(failure.property, failure.reason) for failure in found.failures]
        return dynamic.CheckResult(_inputs(news[URN], found.inputs), failures)

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> dynamic.DiffResult:
        request = provider_pb2.DiffRequest(
            id=_id, urn=_news[URN], olds=_own(_olds), old_inputs=_last_inputs(_olds), news=_own(_news)
        )
        found = self._session.ask(self._session.service.Diff, request)
        changes = found.changes == provider_pb2.DiffResponse.DIFF_SOME
        return dynamic.DiffResult(changes, list(found.replaces), [], found.deleteBeforeReplace)

    def create(self, props: Properties) -> dynamic.CreateResult:
        request = provider_pb2.CreateRequest(urn=props[URN], properties=_own(props))
        found = self._session.ask(self._session.service.Create, request)
        return dynamic.CreateResult(found.id, _outputs(props[URN], found.properties, request.properties))

    def read(self, id_: str, props: Properties) -> dynamic.ReadResult:
        request = provider_pb2.ReadRequest(id=id_, urn=props[URN], inputs=_last_inputs(props), properties=_own(props))
        found = self._session.ask(self._session.service.Read, request)
        if found.id:
            outputs = _outputs(props[URN], found.properties, found.inputs)
            return dynamic.ReadResult(found.id, outputs, _inputs(props[URN], found.inputs))
        if INPUTS not in props:
            raise OutscaleError(f"{name_of(props[URN])}: there is no {type_of(props[URN]).rpartition(':')[2]} {id_}")
        return dynamic.ReadResult("", {})

    def update(self, _id: str, _olds: Properties, _news: Properties) -> dynamic.UpdateResult:
        request = provider_pb2.UpdateRequest(
            id=_id, urn=_news[URN], olds=_own(_olds), old_inputs=_last_inputs(_olds), news=_own(_news)
        )
        found = self._session.ask(self._session.service.Update, request)
        return dynamic.UpdateResult(_outputs(_news[URN], found.properties, request.news))

    def delete(self, _id: str, _props: Properties) -> None:
        request = provider_pb2.DeleteRequest(
            id=_id, urn=_props[URN], properties=_own(_props), old_inputs=_last_inputs(_props)
        )
        self._session.ask(self._session.service.Delete, request)


#: The provider as the state has it: where its class is to be found, and nothing else.
REFERENCE = base64.b64encode(pickle.dumps(OutscaleProvider(), protocol=4)).decode()


def beside(urn: str, inputs: struct_pb2.Struct) -> dict[str, str]:
    """What travels beside the inputs of a resource."""
    return {URN: urn, SECRETS: json.dumps(sorted(decode(inputs).secrets, key=str))}


def _own(properties: Mapping[str, Any], secrets: str = "") -> struct_pb2.Struct:
    """A resource's own values as the plugin gets them, with the marks of secrets that the host takes away."""
    paths = json.loads(secrets or properties.get(SECRETS) or "[]")
    own = {name: _known(value) for name, value in properties.items() if name not in BESIDE}
    return encode(own, frozenset(tuple(path) for path in paths))


def _known(value: Any) -> Value:
    """A value with our mark in place of what the host has for what is not known."""
    if isinstance(value, dict):
        return {name: _known(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return UNKNOWN if isinstance(value, Unknown) else value


def _last_inputs(outputs: Properties) -> struct_pb2.Struct:
    return _own(outputs.get(INPUTS, {}), outputs.get(SECRETS, ""))


def _inputs(urn: str, inputs: struct_pb2.Struct) -> Properties:
    return {**MessageToDict(inputs), **beside(urn, inputs)}


def _outputs(urn: str, outputs: struct_pb2.Struct, inputs: struct_pb2.Struct) -> Properties:
    return {**MessageToDict(outputs), **beside(urn, inputs), INPUTS: MessageToDict(inputs)}
