"""Brings stacks up at once by the Automation API, each with a default and an explicit provider. Prints what the engine says."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pulumi
import pulumi_outscale_native as outscale
from pulumi import automation

ENDPOINT, ROUNDS = sys.argv[1], int(sys.argv[2])


def program() -> None:
    explicit = outscale.Provider("explicit", endpoint=ENDPOINT)
    for index in range(2):
        outscale.Volume(f"own{index}", subregion_name="eu-west-2a", size=1)
        options = pulumi.ResourceOptions(provider=explicit)
        outscale.Volume(f"explicit{index}", subregion_name="eu-west-2a", size=1, opts=options)


def live(name: str) -> str:
    """One stack from its creation to its end."""
    said: list[str] = []
    stack = automation.create_or_select_stack(name, project_name="automated", program=program)
    stack.set_config("outscale-native:endpoint", automation.ConfigValue(ENDPOINT))
    for _ in range(ROUNDS):
        stack.up(on_output=said.append)
        stack.refresh(on_output=said.append)
        stack.destroy(on_output=said.append)
    return "\n".join(said)


with ThreadPoolExecutor() as threads:
    print("\n".join(threads.map(live, ("one", "two"))))
