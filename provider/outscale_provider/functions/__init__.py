"""Every function of the provider."""

from outscale_provider.functions.account import GET_ACCOUNT
from outscale_provider.functions.admin_password import GET_ADMIN_PASSWORD
from outscale_provider.functions.call import CALL
from outscale_provider.functions.catalog import GET_SUBREGIONS, GET_VM_TYPES
from outscale_provider.functions.console_output import GET_CONSOLE_OUTPUT
from outscale_provider.functions.image import GET_IMAGE, GET_IMAGES
from outscale_provider.functions.net import GET_NET, GET_NETS
from outscale_provider.model.function import Function

FUNCTIONS: tuple[Function, ...] = (
    CALL,
    GET_ACCOUNT,
    GET_ADMIN_PASSWORD,
    GET_CONSOLE_OUTPUT,
    GET_IMAGE,
    GET_IMAGES,
    GET_NET,
    GET_NETS,
    GET_SUBREGIONS,
    GET_VM_TYPES,
)

__all__ = ["FUNCTIONS"]
