"""LoadBalancerVms: the VMs that a load balancer spreads connections over."""

from outscale_api import codes
from outscale_provider.model.resource import Create, Delete, Items, Members, Read, Replaces, Resource, Updates

LOAD_BALANCER_VMS = Resource(
    "LoadBalancerVms",
    id="LoadBalancerName",
    object="LoadBalancer",
    outputs=["BackendVmIds", "LoadBalancerName"],
    description="Registers VMs in a load balancer. VMs that others have registered in it stay as they are. An import takes"
    " over all that are there.",
    create=Create("RegisterVmsInLoadBalancer", adopts=True),
    read=Read("ReadLoadBalancers", by="LoadBalancerNames"),
    update=[
        Members(
            "BackendVmIds",
            add=Items("RegisterVmsInLoadBalancer", "BackendVmIds"),
            remove=Items("DeregisterVmsInLoadBalancer", "BackendVmIds"),
            shared=True,
        )
    ],
    delete=Delete(
        "DeregisterVmsInLoadBalancer",
        by={"LoadBalancerName": "LoadBalancerName", "BackendVmIds": "BackendVmIds"},
        gone=[codes.UNKNOWN_LOAD_BALANCER, codes.UNKNOWN_VM],
    ),
    inputs={"BackendVmIds": Updates(), "LoadBalancerName": Replaces()},
    id_example="web",
    example="""
import pulumi_outscale_native as outscale

image = outscale.get_image(name="Ubuntu-22.04*", most_recent=True)
vm = outscale.Vm("web", image_id=image.image_id)
balancer = outscale.LoadBalancer(
    "web",
    subregion_names=["eu-west-2a"],
    listeners=[{"load_balancer_port": 80, "load_balancer_protocol": "HTTP", "backend_port": 8080}],
)
backends = outscale.LoadBalancerVms("web", load_balancer_name=balancer.id, backend_vm_ids=[vm.id])
""",
)
