"""What Pulumi's host of dynamic resources calls. States have the import path of `OutscaleProvider`, which so is a promise."""

from __future__ import annotations

import base64
import pickle
import sys

from pulumi import dynamic

from outscale_provider.dynamic.carried import Carried, Properties, carried_inputs, carried_outputs
from outscale_provider.dynamic.session import OutscaleError, Session
from outscale_provider.lifecycle.provider import PACKAGE
from outscale_provider.lifecycle.urn import name_of
from outscale_provider.protos import provider_pb2


class OutscaleProvider(dynamic.ResourceProvider):
    """All verbs of every resource type. The host configures it before anything else."""

    serialize_as_secret_always = False
    _session: Session

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        # The engine's address is what the host was started with.
        self._session = Session(lambda name: req.config.get(f"{PACKAGE}:{name}"), sys.argv[-1])

    def check(self, _olds: Properties, news: Properties) -> dynamic.CheckResult:
        new = Carried(news)
        request = provider_pb2.CheckRequest(urn=new.urn, type=new.type, olds=Carried(_olds).own, news=new.own)
        found = self._session.ask(self._session.service.Check, request)
        failures = [dynamic.CheckFailure(failure.property, failure.reason) for failure in found.failures]
        return dynamic.CheckResult(carried_inputs(new.urn, found.inputs), failures)

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> dynamic.DiffResult:
        old, new = Carried(_olds), Carried(_news)
        request = provider_pb2.DiffRequest(
            id=_id, urn=new.urn, type=new.type, olds=old.own, old_inputs=old.inputs, news=new.own
        )
        found = self._session.ask(self._session.service.Diff, request)
        changes = found.changes == provider_pb2.DiffResponse.DIFF_SOME
        return dynamic.DiffResult(changes, list(found.replaces), [], found.deleteBeforeReplace)

    def create(self, props: Properties) -> dynamic.CreateResult:
        new = Carried(props)
        request = provider_pb2.CreateRequest(urn=new.urn, type=new.type, properties=new.own)
        found = self._session.ask(self._session.service.Create, request)
        return dynamic.CreateResult(found.id, carried_outputs(new.urn, found.properties, request.properties))

    def read(self, id_: str, props: Properties) -> dynamic.ReadResult:
        old = Carried(props)
        request = provider_pb2.ReadRequest(id=id_, urn=old.urn, type=old.type, inputs=old.inputs, properties=old.own)
        found = self._session.ask(self._session.service.Read, request)
        if not found.id and old.is_of_program:
            raise OutscaleError(f"{name_of(old.urn)}: there is no {old.type.rpartition(':')[2]} {id_}")
        if not found.id:
            return dynamic.ReadResult("", {})
        outputs = carried_outputs(old.urn, found.properties, found.inputs)
        return dynamic.ReadResult(found.id, outputs, carried_inputs(old.urn, found.inputs))

    def update(self, _id: str, _olds: Properties, _news: Properties) -> dynamic.UpdateResult:
        old, new = Carried(_olds), Carried(_news)
        request = provider_pb2.UpdateRequest(
            id=_id, urn=new.urn, type=new.type, olds=old.own, old_inputs=old.inputs, news=new.own
        )
        found = self._session.ask(self._session.service.Update, request)
        return dynamic.UpdateResult(carried_outputs(new.urn, found.properties, request.news))

    def delete(self, _id: str, _props: Properties) -> None:
        old = Carried(_props)
        request = provider_pb2.DeleteRequest(
            id=_id, urn=old.urn, type=old.type, properties=old.own, old_inputs=old.inputs
        )
        self._session.ask(self._session.service.Delete, request)


#: The provider as the state has it: where its class is to be found, and nothing else.
REFERENCE = base64.b64encode(pickle.dumps(OutscaleProvider(), protocol=4)).decode()
