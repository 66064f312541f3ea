"""LoadBalancerVms: the VMs that a load balancer spreads connections over."""

from outscale_api import codes
from outscale_provider.model.example import Example
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
    example=Example(
        "A VM behind a load balancer",
        """
ubuntu = invoke("outscale-native:index:getImage", {
  name = "Ubuntu-22.04*"
  accountAlias = "Outscale"
  mostRecent = true
})

resource vm "outscale-native:index:Vm" {
  imageId = ubuntu.imageId
}

resource balancer "outscale-native:index:LoadBalancer" {
  subregionNames = ["eu-west-2a"]
  listeners = [{ loadBalancerPort = 80, loadBalancerProtocol = "HTTP", backendPort = 8080 }]
}

resource backends "outscale-native:index:LoadBalancerVms" {
  loadBalancerName = balancer.loadBalancerName
  backendVmIds = [vm.vmId]
}
""",
    ),
)
