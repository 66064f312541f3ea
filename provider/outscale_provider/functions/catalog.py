"""What a Region offers: getSubregions and getVmTypes."""

from outscale_provider.model.function import GetMany

GET_SUBREGIONS = GetMany(
    "getSubregions",
    "ReadSubregions",
    description="The Subregions of the Region.",
    example="""
import pulumi
import pulumi_outscale_native as outscale

subregions = outscale.get_subregions()
pulumi.export("subregions", [subregion.subregion_name for subregion in subregions.subregions])
""",
)

GET_VM_TYPES = GetMany(
    "getVmTypes",
    "ReadVmTypes",
    description="The VM types that have names of their own.",
    example="""
import pulumi
import pulumi_outscale_native as outscale

types = outscale.get_vm_types(filters={"vcore_counts": [2]})
pulumi.export("types", [vm_type.vm_type_name for vm_type in types.vm_types])
""",
)
