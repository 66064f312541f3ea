"""The SDK of a program that works without the plugin: `import outscale_provider.dynamic as outscale` in place of the SDK.

Everything in `pulumi_outscale_native` is here under its own name. Its resources are served by Pulumi's dynamic resources, and
its functions in the program's own process; docs/guides/without-a-plugin.md says what Pulumi's dynamic resources can't do.
Credentials come from the environment or a profile alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pulumi_outscale_native import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        """What the SDK has under a name. Not before it is asked for: Pulumi's host, which runs this too, needs no SDK."""
        if name.startswith("__"):
            raise AttributeError(name)
        import pulumi_outscale_native as sdk

        from outscale_provider.dynamic.program import serve

        serve()
        return getattr(sdk, name)
