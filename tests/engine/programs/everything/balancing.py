"""Load balancers, and what is a resource of its own in them."""

import pulumi
import pulumi_outscale_native as outscale
from account import orns
from network import groups, internet_link, public, table_link, to_internet
from phase import either, tags
from servers import public_vm, web

HTTP = {"load_balancer_protocol": "HTTP", "backend_protocol": "HTTP", "backend_port": 8080}
TCP = {"load_balancer_protocol": "TCP", "backend_protocol": "TCP"}
LISTENER = {**HTTP, "load_balancer_port": 80}

addresses = {name: outscale.PublicIp(f"balancer-{name}", tags=tags) for name in ("a", "b")}
front = outscale.LoadBalancer(
    "front",
    load_balancer_type="internet-facing",
    subnets=[public.id],
    security_groups=[groups[name].id for name in either(["web"], ["web", "data"])],
    public_ip=addresses[either("a", "b")].public_ip,
    # One is changed in place, one made anew, one taken away and one added.
    listeners=[
        LISTENER,
        {**HTTP, "load_balancer_port": 81},
        {
            "load_balancer_port": 443,
            "load_balancer_protocol": "HTTPS",
            "backend_port": 8443,
            "backend_protocol": "HTTPS",
            "server_certificate_id": orns[either("a", "b")],
        },
        {**TCP, "load_balancer_port": 22, "backend_port": either(22, 2222)},
        {**TCP, "load_balancer_port": either(25, 110), "backend_port": 25},
    ],
    health_check={
        "protocol": "HTTP",
        "port": 8080,
        "path": "/health",
        "check_interval": either(10, 20),
        "timeout": 5,
        "healthy_threshold": 2,
        "unhealthy_threshold": 3,
    },
    access_log=either(
        {"is_enabled": False}, {"is_enabled": True, "osu_bucket_name": "logs", "publication_interval": 5}
    ),
    tags=tags,
    opts=pulumi.ResourceOptions(depends_on=[internet_link, to_internet, table_link]),
)
moved = outscale.LoadBalancer(
    "moved", subregion_names=[either("eu-west-2a", "eu-west-2b")], listeners=[LISTENER], tags=tags
)

backends = outscale.LoadBalancerVms(
    "front",
    load_balancer_name=front.load_balancer_name,
    backend_vm_ids=[web[name].id for name in either("ab", "ac")],
)
outscale.LoadBalancerVms("moved", load_balancer_name=moved.load_balancer_name, backend_vm_ids=[public_vm.id])

outscale.LoadBalancerPolicy(
    "sticky",
    load_balancer_name=front.load_balancer_name,
    policy_name="sticky",
    policy_type="load_balancer",
    load_balancer_ports=either([80], [81]),
)
outscale.LoadBalancerPolicy(
    "spare",
    load_balancer_name=front.load_balancer_name,
    policy_name="spare",
    policy_type="app",
    cookie_name=either("old", "new"),
    load_balancer_ports=[443],
)

for name, inputs in {
    "changed": {
        "priority": 10,
        "path_pattern": either("/v1/*", "/v2/*"),
        "host_name_pattern": either("*.example.com", "*.example.org"),
    },
    "spare": {"priority": either(20, 30), "path_pattern": "/api/*"},
}.items():
    outscale.ListenerRule(
        name,
        load_balancer_name=backends.load_balancer_name,
        load_balancer_port=80,
        vm_ids=[web["a"].id],
        **inputs,
    )
