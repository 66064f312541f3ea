"""What the service answers, as messages and statuses of Pulumi's protocol."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import grpc
from google.protobuf import any_pb2

from outscale_provider.errors import (
    Bug,
    Cancelled,
    ConfigurationError,
    ProviderError,
    Refused,
    TimedOut,
    Unauthenticated,
    UsageError,
)
from outscale_provider.lifecycle.requests import Difference
from outscale_provider.protos import provider_pb2, status_pb2
from outscale_provider.violations import Violation

_CODES: tuple[tuple[type[ProviderError], grpc.StatusCode], ...] = (
    (ConfigurationError, grpc.StatusCode.FAILED_PRECONDITION),
    (UsageError, grpc.StatusCode.INVALID_ARGUMENT),
    (Unauthenticated, grpc.StatusCode.UNAUTHENTICATED),
    (Refused, grpc.StatusCode.FAILED_PRECONDITION),
    (TimedOut, grpc.StatusCode.DEADLINE_EXCEEDED),
    (Cancelled, grpc.StatusCode.CANCELLED),
    (Bug, grpc.StatusCode.INTERNAL),
)

_DIFF_KINDS = {
    ("add", False): provider_pb2.PropertyDiff.ADD,
    ("add", True): provider_pb2.PropertyDiff.ADD_REPLACE,
    ("delete", False): provider_pb2.PropertyDiff.DELETE,
    ("delete", True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    ("update", False): provider_pb2.PropertyDiff.UPDATE,
    ("update", True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


class InitFailedStatus(grpc.Status):
    """What tells the engine that a resource exists but is not complete (pulumi-engine.md section 3.3)."""

    def __init__(self, message: str, detail: Any) -> None:
        packed = any_pb2.Any()
        packed.Pack(detail)
        self.code = grpc.StatusCode.FAILED_PRECONDITION
        self.details = message
        status = status_pb2.Status(code=self.code.value[0], message=message, details=[packed])
        self.trailing_metadata = (("grpc-status-details-bin", status.SerializeToString()),)


def status_code(error: ProviderError) -> grpc.StatusCode:
    """The status that an error goes out with."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), grpc.StatusCode.FAILED_PRECONDITION)


def failures(violations: Iterable[Violation]) -> list[Any]:
    """What Check answers to values that cannot be. The reason says where: of a property that is named apart the engine would
    show the value, as Go writes it, and of a part of one `{<nil>}`.
    """
    return [provider_pb2.CheckFailure(reason=_placed(violation)) for violation in violations]


def _placed(violation: Violation) -> str:
    return f"{violation.path}: {violation.text}" if violation.path else violation.text


def wrong_arguments(violations: Iterable[Violation]) -> list[Any]:
    """What a function answers to arguments that cannot be: SDKs show the property that is named, and no value."""
    return [provider_pb2.CheckFailure(property=violation.path, reason=violation.text) for violation in violations]


def difference(found: Difference) -> Any:
    """What Diff answers."""
    details = {
        path: provider_pb2.PropertyDiff(kind=_DIFF_KINDS[detail.kind, detail.replaces], inputDiff=True)
        for path, detail in found.details.items()
    }
    changes = provider_pb2.DiffResponse.DIFF_SOME if details else provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(
        changes=changes,
        replaces=found.replaces,
        detailedDiff=details,
        hasDetailedDiff=True,
        diffs=list({path.split(".")[0].split("[")[0]: None for path in details}),
        deleteBeforeReplace=found.delete_before_replace,
    )
