"""Certificates and keys for the tests that need real ones."""

from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

#: When every certificate of the tests expires.
EXPIRATION = datetime(2032, 1, 1, tzinfo=UTC)


def rsa_key(number=0):
    """One of several keys."""
    return _rsa_key(number)


@cache
def _rsa_key(number):
    # Made once: that takes a while.
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem_key(key, format=PrivateFormat.TraditionalOpenSSL, passphrase=None):
    encryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, format, encryption).decode()


def pem_ec_key():
    return pem_key(ec.generate_private_key(ec.SECP256R1()), PrivateFormat.PKCS8)


def certificate(name="example.com", number=0):
    """A certificate that signs itself, with one of several keys."""
    return _certificate(name, number)


@cache
def _certificate(name, number):
    key = rsa_key(number)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(datetime(2022, 1, 1, tzinfo=UTC)).not_valid_after(EXPIRATION)
    return builder.sign(key, SHA256())


def pem_certificate(name="example.com", number=0):
    return certificate(name, number).public_bytes(Encoding.PEM).decode()
