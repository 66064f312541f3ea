"""Looks up what an account has and what a Region offers.

Nothing is made: each function reads, in previews as well, and what it answers is a plain value.
"""

import pulumi
import pulumi_outscale_native as outscale

config = pulumi.Config()
cores = config.get_int("cores") or 2
memory = config.get_float("memory") or 8

# Exactly one must match, else an error says how many do. Of OUTSCALE only: anybody may publish an image under such a name.
image = outscale.get_image(name=config.get("image") or "Ubuntu-22.04*", account_alias="Outscale", most_recent=True)
# The least that suffices, of the VM types with names of their own.
vm_type = outscale.get_vm_type(min_vcore_count=cores, min_memory_size=memory, smallest=True)
subregions = outscale.get_subregions()
account = outscale.get_account()

# All that match, which may be none. (`get_net` would insist on one.)
nets = outscale.get_nets(filters={"tags": [f"Name={config.get('netName') or 'main'}"]})
public_ips = outscale.get_public_ips()
free = [each.public_ip for each in public_ips.public_ips if not each.link_public_ip_id]

# How many more VMs the account may have.
quotas = outscale.get_quotas(filters={"quota_names": ["vm_limit"]})
(vms,) = [quota for each in quotas.quota_types for quota in each.quotas]

# What has no function is a call of the API, in its own names: here the one page of a long answer that is wanted.
log = outscale.call(
    action="ReadApiLogs", request={"ResultsPerPage": 5, "Filters": {"QueryCallNames": ["CreateVms"]}}, plaintext=True
)

pulumi.export("account", account.account_id)
pulumi.export("image", {"id": image.image_id, "name": image.image_name})
pulumi.export("vmType", vm_type.vm_type_name)
pulumi.export("subregions", [each.subregion_name for each in subregions.subregions])
pulumi.export("nets", {net.net_id: net.ip_range for net in nets.nets})
pulumi.export("freePublicIps", free)
pulumi.export("vmsLeft", (vms.max_value or 0) - (vms.used_value or 0))
pulumi.export("vmCreations", {entry["QueryDate"]: entry["QueryUserAgent"] for entry in log.response["Logs"]})
