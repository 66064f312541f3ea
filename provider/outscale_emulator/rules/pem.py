"""Certificates and keys in PEM form, as requests hand them in.

`cryptography` is only imported by the functions that need it: loading it takes longer than most requests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outscale_api import codes
from outscale_emulator.rules.errors import ApiError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate


def certificates(text: str) -> list[Certificate]:
    """The certificates in a text, one after the other. Raises ApiError where there is none, or something else."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise ApiError(codes.BAD_PEM, "This is no X.509 certificate in PEM format.") from error


def rsa_key(text: str) -> RSAPrivateKey:
    """The private key in a text. Raises ApiError unless it is an RSA key without passphrase."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ApiError(codes.BAD_PEM, "This is no private key in PEM format without passphrase.") from error
    if not isinstance(key, RSAPrivateKey):
        raise ApiError(codes.BAD_PEM, "The private key is no RSA key.")
    return key
