"""The account itself: who works with it, and from where."""

from pathlib import Path

import pulumi
import pulumi_outscale_native as outscale
from phase import either

# Beside the program, since each certificate is new.
KEY, BODY, OTHER_BODY = (Path(name).read_text() for name in ("key.pem", "body.pem", "other-body.pem"))

outscale.AccessKey(
    "main",
    expiration_date=either("2035-01-01T00:00:00.000+0000", "2034-01-01T00:00:00.000+0000"),
    state=either("ACTIVE", "INACTIVE"),
)
DETAILS = (
    ("city", "Paris"),
    ("company_name", "Example"),
    ("country", "France"),
    ("email", "first@example.com"),
    ("first_name", "Ada"),
    ("job_title", "Engineer"),
    ("last_name", "Example"),
    ("mobile_number", "+33 6 00 00 00 00"),
    ("phone_number", "+33 1 00 00 00 00"),
    ("state_province", "Ile-de-France"),
    ("vat_number", "FR00000000000"),
    ("zip_code", "75000"),
)
outscale.Account("main", **{name: value + either("", "1") for name, value in DETAILS})

authority = outscale.Ca("main", ca_pem=BODY, description=either("the first", "the second"))
moved_authority = outscale.Ca("spare", ca_pem=either(BODY, OTHER_BODY), description="one that is replaced")
rule = outscale.ApiAccessRule(
    "main",
    ca_ids=[either(authority, moved_authority).id],
    cns=[either("first.example.com", "second.example.com")],
    description=either("the first", "the second"),
    ip_ranges=[either("192.0.2.0/24", "198.51.100.0/24")],
)
outscale.ApiAccessPolicy(
    "main",
    max_access_key_expiration_seconds=either(0, 3153600000),
    require_trusted_env=either(False, True),
    # The provider shows no client certificate, and the emulator does not insist on one.
    allow_lockout=True,
    opts=pulumi.ResourceOptions(depends_on=[rule]),
)

own = outscale.get_account().account_id
certificates = {name: outscale.ServerCertificate(name, body=BODY, private_key=KEY) for name in ("a", "b")}
#: What listeners name them by.
orns = {
    name: pulumi.Output.format("orn:ows:idauth::{}:server-certificate/{}", own, certificate.name)
    for name, certificate in certificates.items()
}
outscale.ServerCertificate(
    "changed", name=either("first", "second"), path=either("/first/", "/second/"), body=BODY, private_key=KEY
)
outscale.ServerCertificate("spare", body=either(BODY, OTHER_BODY), private_key=KEY)
