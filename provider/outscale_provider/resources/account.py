"""Account: what the account that the provider works for says of its owner. There is one."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Leave, Problem, Read, Resource, Update, Updates
from outscale_provider.model.values import Remote

DETAILS = [
    "City",
    "CompanyName",
    "Country",
    "Email",
    "FirstName",
    "JobTitle",
    "LastName",
    "MobileNumber",
    "PhoneNumber",
    "StateProvince",
    "VatNumber",
    "ZipCode",
]


def _check_something(inputs: Remote) -> list[Problem]:
    return [] if inputs else [Problem("CompanyName", "or another detail of the account has to be given")]


ACCOUNT = Resource(
    "Account",
    id="AccountId",
    object="Account",
    description="The account that the provider works for, which always exists: creating it sets what the program says of it,"
    " and an import takes what is there. What a program leaves out stays as it is.",
    create=Create("UpdateAccount", adopts=True),
    read=Read("ReadAccounts"),
    update=[Update("UpdateAccount", DETAILS, by={})],
    delete=Leave("an account does not end with a stack; only its contract ends it"),
    # The API takes no detail away.
    inputs={name: Updates(kept=True) for name in DETAILS},
    rules=[_check_something],
    advice={codes.NAME_OR_EMAIL_TAKEN: "Another account has this e-mail address"},
    id_example="123456789012",
    needless=lambda _: "every account has one",
    example=Example(
        "The address of the own account",
        """
resource own "outscale-native:index:Account" {
  city = "Saint-Cloud"
  phoneNumber = "+33 1 23 45 67 89"
}
""",
    ),
)
