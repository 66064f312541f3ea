"""Load balancers and what they need, for the tests of their families."""

LISTENER = {"BackendPort": 8080, "LoadBalancerPort": 80, "LoadBalancerProtocol": "HTTP"}
HERE = {"SubregionNames": ["eu-west-2a"]}
IMAGE = "ami-e0000001"


def request(name="web", **changes):
    """What CreateLoadBalancer asks for a load balancer in the public Cloud."""
    return {"LoadBalancerName": name, "Listeners": [LISTENER], **HERE} | changes


async def create(client, name="web", **changes):
    return (await client.call("CreateLoadBalancer", **request(name, **changes)))["LoadBalancer"]


async def create_in_net(client, subnet, name="web", **changes):
    wanted = request(name, Subnets=[subnet["SubnetId"]], **changes)
    del wanted["SubregionNames"]
    return (await client.call("CreateLoadBalancer", **wanted))["LoadBalancer"]


async def read(client, name="web"):
    return (await client.call("ReadLoadBalancers", Filters={"LoadBalancerNames": [name]}))["LoadBalancers"]


async def new_subnet(client, gateway=True):
    """A Subnet in a Net of its own, which reaches the Internet or not."""
    net = (await client.call("CreateNet", IpRange="10.0.0.0/16"))["Net"]["NetId"]
    if gateway:
        service = (await client.call("CreateInternetService"))["InternetService"]["InternetServiceId"]
        await client.call("LinkInternetService", InternetServiceId=service, NetId=net)
    return (await client.call("CreateSubnet", NetId=net, IpRange="10.0.1.0/24"))["Subnet"]


async def new_vms(client, count=1, **changes):
    vms = (await client.call("CreateVms", ImageId=IMAGE, MinVmsCount=count, MaxVmsCount=count, **changes))["Vms"]
    return [vm["VmId"] for vm in vms]
