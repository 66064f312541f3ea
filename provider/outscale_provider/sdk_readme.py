"""What a registry of packages shows of an SDK."""

from __future__ import annotations

from outscale_provider.version import VERSION

#: The languages whose registries show it, as code blocks call them.
_LANGUAGES = {"python": "Python", "typescript": "TypeScript and JavaScript"}


def readme(language: str, program: str, home: str) -> str:
    """The page of an SDK's package, in Markdown, with a program; `home` is the project's address, "" where there is none."""
    further = f"\nMore is at {home}.\n" if home else ""
    return f"""# OUTSCALE Native for {_LANGUAGES[language]}

Infrastructure on the 3DS OUTSCALE cloud in programs for [Pulumi](https://www.pulumi.com): the resources and functions of the
provider outscale-native, typed and documented.

```{language}
{program.strip()}
```

The provider itself is a plugin of Pulumi's engine, `pulumi-resource-outscale-native`, of this package's version, {VERSION}. Its
credentials come from `OSC_ACCESS_KEY`, `OSC_SECRET_KEY` and `OSC_REGION`, a profile of `~/.osc/config.json`, or the stack's
configuration. To try it without an account, have it keep an emulated cloud in a file:

```sh
pulumi config set outscale-native:endpoint emulator:cloud.sqlite
pulumi up
```
{further}"""
