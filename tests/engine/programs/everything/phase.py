"""What differs between the two phases of the stack."""

from typing import Any

import pulumi

phase = pulumi.Config().require_int("phase")

SUBREGION = "eu-west-2a"


def either(first: Any, second: Any) -> Any:
    """The value of this phase."""
    return (first, second)[phase]


#: One is changed, one taken away and one added.
tags = {"Name": "everything", **either({"team": "red", "old": "yes"}, {"team": "blue", "new": "yes"})}
