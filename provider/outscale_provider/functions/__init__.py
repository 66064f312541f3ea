"""Every function of the provider."""

from outscale_api import Api
from outscale_provider.functions.admin_password import GET_ADMIN_PASSWORD
from outscale_provider.functions.call import CALL
from outscale_provider.functions.console_output import GET_CONSOLE_OUTPUT
from outscale_provider.functions.derived import lookups
from outscale_provider.model.function import CallAny, Function

#: The functions that are written by hand. One that reads stands in the place of what would be derived for its action.
WRITTEN: tuple[Function, ...] = (CALL, GET_ADMIN_PASSWORD, GET_CONSOLE_OUTPUT)


def functions_of(api: Api) -> tuple[Function, ...]:
    """All functions, by their names. What is derived costs some time: it is for who needs a function."""
    stood_for = {function.action for function in WRITTEN if not isinstance(function, CallAny)}
    derived = [function for function in lookups(api) if function.action not in stood_for]
    return tuple(sorted([*WRITTEN, *derived], key=lambda function: function.name))


__all__ = ["WRITTEN", "functions_of"]
