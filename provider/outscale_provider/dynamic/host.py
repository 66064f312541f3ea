"""What Pulumi's host of dynamic resources calls. States have the import path of `OutscaleProvider`, which so is a promise."""

from __future__ import annotations

import base64
import pickle
import sys

from pulumi import dynamic

from outscale_provider.dynamic.carried import Carried, Properties, as_inputs, as_outputs
from outscale_provider.dynamic.session import OutscaleError, Session, settings_of
from outscale_provider.lifecycle.provider import PACKAGE
from outscale_provider.lifecycle.urn import name_of
from outscale_provider.protos import provider_pb2 as messages


class OutscaleProvider(dynamic.ResourceProvider):
    """All verbs of every resource type. The host configures it before anything else."""

    serialize_as_secret_always = False

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        # The engine's address is what the host was started with.
        self._session = Session(settings_of(lambda name: req.config.get(f"{PACKAGE}:{name}")), sys.argv[-1])
        self._service = self._session.service

    def check(self, _olds: Properties, news: Properties) -> dynamic.CheckResult:
        old, new = Carried(_olds), Carried(news)
        found = self._session.ask(self._service.Check, new.request(messages.CheckRequest, olds=old.own, news=new.own))
        failures = [dynamic.CheckFailure(failure.property, failure.reason) for failure in found.failures]
        return dynamic.CheckResult(as_inputs(new.urn, found.inputs), failures)

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> dynamic.DiffResult:
        old, new = Carried(_olds), Carried(_news)
        stored = {"id": _id, "olds": old.own, "old_inputs": old.inputs}
        found = self._session.ask(self._service.Diff, new.request(messages.DiffRequest, news=new.own, **stored))
        changes = found.changes == messages.DiffResponse.DIFF_SOME
        return dynamic.DiffResult(changes, list(found.replaces), [], found.deleteBeforeReplace)

    def create(self, props: Properties) -> dynamic.CreateResult:
        new = Carried(props)
        found = self._session.ask(self._service.Create, new.request(messages.CreateRequest, properties=new.own))
        return dynamic.CreateResult(found.id, as_outputs(new.urn, found.properties, new.own))

    def read(self, id_: str, props: Properties) -> dynamic.ReadResult:
        old = Carried(props)
        found = self._session.ask(
            self._service.Read, old.request(messages.ReadRequest, id=id_, inputs=old.inputs, properties=old.own)
        )
        if not found.id and old.is_of_program:
            raise OutscaleError(f"{name_of(old.urn)}: there is no {old.type.rpartition(':')[2]} {id_}")
        if not found.id:
            return dynamic.ReadResult("", {})
        outputs = as_outputs(old.urn, found.properties, found.inputs)
        return dynamic.ReadResult(found.id, outputs, as_inputs(old.urn, found.inputs))

    def update(self, _id: str, _olds: Properties, _news: Properties) -> dynamic.UpdateResult:
        old, new = Carried(_olds), Carried(_news)
        stored = {"id": _id, "olds": old.own, "old_inputs": old.inputs}
        found = self._session.ask(self._service.Update, new.request(messages.UpdateRequest, news=new.own, **stored))
        return dynamic.UpdateResult(as_outputs(new.urn, found.properties, new.own))

    def delete(self, _id: str, _props: Properties) -> None:
        old = Carried(_props)
        stored = {"id": _id, "properties": old.own, "old_inputs": old.inputs}
        self._session.ask(self._service.Delete, old.request(messages.DeleteRequest, **stored))


#: The provider as the state has it: where its class is to be found, and nothing else.
REFERENCE = base64.b64encode(pickle.dumps(OutscaleProvider(), protocol=4)).decode()
