"""TLS: whom to trust, how to show who we are, and how to tell that only one of the two sides speaks it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx

from outscale_provider.errors import ConfigurationError

if TYPE_CHECKING:
    from outscale_provider.config import Configuration

#: What TLS makes of an answer that is plain HTTP; which one depends on the version of OpenSSL.
_ANSWERED_IN_PLAIN = frozenset(
    {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST"}
)


def verification(configuration: Configuration) -> ssl.SSLContext | bool:
    """What an HTTP client verifies certificates with. Raises ConfigurationError for files that are no certificates."""
    if configuration.insecure:
        return False
    if not (configuration.ca_bundle or shows_certificate(configuration)):
        return True
    try:
        context = ssl.create_default_context(cafile=configuration.ca_bundle or None)
    except OSError as error:
        raise ConfigurationError(
            f"caBundle: {configuration.ca_bundle} has no certificates in PEM form: {error}"
        ) from error
    if shows_certificate(configuration):
        _show_who_we_are(context, configuration)
    return context


def shows_certificate(configuration: Configuration) -> bool:
    """Whether requests come with a client certificate."""
    return bool(configuration.client_certificate) and not configuration.insecure


def _show_who_we_are(context: ssl.SSLContext, configuration: Configuration) -> None:
    certificate, key = configuration.client_certificate, configuration.client_key
    try:
        context.load_cert_chain(certificate, key or None)
    except OSError as error:
        files = f"clientCertificate: {certificate} has no"
        if key:
            files = f"clientCertificate and clientKey: {certificate} and {key} are no"
        raise ConfigurationError(f"{files} certificate and private key in PEM form that fit: {error}") from error


def advice_on_scheme(endpoint: str, error: Exception) -> str:
    """Which scheme to try, where an error shows that the other side may not speak the endpoint's; else ""."""
    scheme, _, rest = endpoint.partition("://")
    if scheme == "https" and any(getattr(cause, "reason", "") in _ANSWERED_IN_PLAIN for cause in _causes(error)):
        return f"; the other side does not speak TLS: try http://{rest}"
    # A server of TLS ends the connection at the first byte in plain, or sends an alert that is no HTTP.
    if scheme == "http" and isinstance(error, httpx.ReadError | httpx.RemoteProtocolError):
        return f"; if the other side speaks TLS, try https://{rest}"
    return ""


def advice_of_answer(endpoint: str, response: httpx.Response) -> str:
    """Which scheme to try, where what answered in plain asks for TLS; else ""."""
    scheme, _, rest = endpoint.partition("://")
    asks = response.headers.get("Location", "").startswith("https:") or b"https" in response.content[:1000].lower()
    return f"; it asks for TLS: try https://{rest}" if scheme == "http" and asks else ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
