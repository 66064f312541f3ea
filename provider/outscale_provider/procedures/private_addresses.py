"""Private addresses that the cloud chose: what is made in the place of a NIC or a VM gets others."""

from __future__ import annotations

from collections.abc import Iterable

from outscale_provider.model.values import Remote


def given_in(nic: Remote) -> set[str]:
    """The addresses that a program gives a NIC."""
    return {each["PrivateIp"] for each in nic.get("PrivateIps", ()) if each.get("PrivateIp")}


def loss_of(nics: Iterable[Remote], given: set[str]) -> str:
    """Says which addresses of some NICs are lost: those that no program gave. "" where there are none."""
    there = [each for nic in nics for each in nic.get("PrivateIps", ())]
    # Secondary ones are given, here or by a resource of their own.
    chosen = sorted({each["PrivateIp"] for each in there if each.get("IsPrimary", True)} - given)
    which = "address" if len(chosen) == 1 else "addresses"
    return f"the private {which} {', '.join(chosen)}, which the cloud chose" if chosen else ""


def loss_with_vm(vm: Remote, inputs: Remote) -> str:
    """The same for a VM, whose NICs may be others' or made with it. In the public Cloud it has an address and no NIC."""
    nics = inputs.get("Nics", ())
    others = {nic["NicId"] for nic in nics if "NicId" in nic}
    own = [nic for nic in vm.get("Nics", ()) if nic["NicId"] not in others]
    given = {*inputs.get("PrivateIps", ())}.union(*map(given_in, nics))
    return loss_of(own or ([{"PrivateIps": [vm]}] if "PrivateIp" in vm and not others else []), given)
