"""What Pulumi's host of dynamic resources calls. States refer to `OutscaleProvider` by its import path, which so is a promise.

The host tells neither URN, nor secrets, nor the inputs of the last operation. So these travel as values: the URN that the
plugin's resource would have, the paths of what is secret of the inputs, and, among the outputs, the inputs.
"""

from __future__ import annotations

import base64
import json
import pickle
import sys
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

#: What travels beside a resource's own values: who serves it, and what the host does not tell. (Of names that begin with two
#: underscores older hosts take away all but the first.)
PROVIDER, UNTOLD = "__provider", "_outscale"
BESIDE = frozenset({PROVIDER, UNTOLD})

Properties = dict[str, Any]


class OutscaleProvider(dynamic.ResourceProvider):
    """All verbs of every resource type. The host configures it before anything else."""

    serialize_as_secret_always = False
    _session: Session

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        # The engine's address is what the host was started with.
        self._session = Session(given(lambda name: req.config.get(f"{PACKAGE}:{name}")), sys.argv[-1])

    def check(self, _olds: Properties, news: Properties) -> dynamic.CheckResult:
        request = provider_pb2.CheckRequest(urn=_urn(news), olds=_own(_olds), news=_own(news))
        found = self._session.ask(self._session.service.Check, request)
        failures = [dynamic.CheckFailure(failure.property, failure.reason) for failure in found.failures]
        return dynamic.CheckResult(_inputs(_urn(news), found.inputs), failures)

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> dynamic.DiffResult:
        request = provider_pb2.DiffRequest(
            id=_id, urn=_urn(_news), olds=_own(_olds), old_inputs=_last_inputs(_olds), news=_own(_news)
        )
        found = self._session.ask(self._session.service.Diff, request)
        changes = found.changes == provider_pb2.DiffResponse.DIFF_SOME
        return dynamic.DiffResult(changes, list(found.replaces), [], found.deleteBeforeReplace)

    def create(self, props: Properties) -> dynamic.CreateResult:
        request = provider_pb2.CreateRequest(urn=_urn(props), properties=_own(props))
        found = self._session.ask(self._session.service.Create, request)
        return dynamic.CreateResult(found.id, _outputs(_urn(props), found.properties, request.properties))

    def read(self, id_: str, props: Properties) -> dynamic.ReadResult:
        request = provider_pb2.ReadRequest(id=id_, urn=_urn(props), inputs=_last_inputs(props), properties=_own(props))
        found = self._session.ask(self._session.service.Read, request)
        if found.id:
            outputs = _outputs(_urn(props), found.properties, found.inputs)
            return dynamic.ReadResult(found.id, outputs, _inputs(_urn(props), found.inputs))
        if "inputs" not in props[UNTOLD]:
            raise OutscaleError(f"{name_of(_urn(props))}: there is no {type_of(_urn(props)).rpartition(':')[2]} {id_}")
        return dynamic.ReadResult("", {})

    def update(self, _id: str, _olds: Properties, _news: Properties) -> dynamic.UpdateResult:
        request = provider_pb2.UpdateRequest(
            id=_id, urn=_urn(_news), olds=_own(_olds), old_inputs=_last_inputs(_olds), news=_own(_news)
        )
        found = self._session.ask(self._session.service.Update, request)
        return dynamic.UpdateResult(_outputs(_urn(_news), found.properties, request.news))

    def delete(self, _id: str, _props: Properties) -> None:
        request = provider_pb2.DeleteRequest(
            id=_id, urn=_urn(_props), properties=_own(_props), old_inputs=_last_inputs(_props)
        )
        self._session.ask(self._session.service.Delete, request)


#: The provider as the state has it: where its class is to be found, and nothing else.
REFERENCE = base64.b64encode(pickle.dumps(OutscaleProvider(), protocol=4)).decode()


def beside(urn: str, values: struct_pb2.Struct, **more: Any) -> Properties:
    """What travels beside the inputs of a resource."""
    return {UNTOLD: {"urn": urn, "secrets": json.dumps(sorted(decode(values).secrets, key=str)), **more}}


def _urn(properties: Properties) -> str:
    return str(properties[UNTOLD]["urn"])


def _own(properties: Properties) -> struct_pb2.Struct:
    """A resource's own values as the plugin gets them."""
    own = {name: value for name, value in properties.items() if name not in BESIDE}
    return _marked(own, properties)


def _last_inputs(outputs: Properties) -> struct_pb2.Struct:
    return _marked(outputs[UNTOLD].get("inputs", {}), outputs)


def _marked(values: Properties, properties: Properties) -> struct_pb2.Struct:
    """Values of a resource with the marks of secrets that the host takes away."""
    secrets = json.loads(properties.get(UNTOLD, {}).get("secrets", "[]"))
    return encode(_known(values), frozenset(tuple(path) for path in secrets))


def _known(value: Any) -> Value:
    """A value with our mark in place of what the host has for what is not known."""
    if isinstance(value, dict):
        return {name: _known(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return UNKNOWN if isinstance(value, Unknown) else value


def _inputs(urn: str, inputs: struct_pb2.Struct) -> Properties:
    return {**MessageToDict(inputs), **beside(urn, inputs)}


def _outputs(urn: str, outputs: struct_pb2.Struct, inputs: struct_pb2.Struct) -> Properties:
    return {**MessageToDict(outputs), **beside(urn, inputs, inputs=MessageToDict(inputs))}
