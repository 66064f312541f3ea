"""A Net with a public Subnet, private ones in several Subregions, and the ways from and to the Internet."""

from collections.abc import Sequence

import pulumi
import pulumi_outscale_native as outscale


class Network(pulumi.ComponentResource):
    """The Internet reaches what is in the public Subnet. What is in the private ones reaches it, by a NAT service."""

    def __init__(self, name: str, *, prefix: str, subregions: Sequence[str]) -> None:
        """One private Subnet in each Subregion, the public one in the first.

        `prefix`: the first two bytes of all addresses, such as `10.0`.
        """
        super().__init__("network:index:Network", name)
        self._inside = pulumi.ResourceOptions(parent=self)
        self.ip_range = f"{prefix}.0.0/16"
        self.net = outscale.Net(name, ip_range=self.ip_range, tags={"Name": name}, opts=self._inside)

        self.public_subnet = self._subnet("public", f"{prefix}.0.0/24", subregions[0])
        internet = outscale.InternetService(name, tags={"Name": name}, opts=self._inside)
        internet_link = outscale.InternetServiceLink(
            name, internet_service_id=internet.id, net_id=self.net.id, opts=self._inside
        )
        public_way = self._default_route(
            "public",
            [self.public_subnet],
            # The link's output rather than the service's: so the route comes after the link, and goes before it.
            gateway_id=internet_link.internet_service_id,
        )

        self.nat_address = outscale.PublicIp("nat", tags={"Name": "nat"}, opts=self._inside)
        nat = outscale.NatService(
            name,
            subnet_id=self.public_subnet.id,
            public_ip_id=self.nat_address.id,
            tags={"Name": name},
            # It is refused until its Subnet has its way to the Internet.
            opts=pulumi.ResourceOptions(parent=self, depends_on=public_way),
        )
        self.private_subnets = [
            self._subnet(f"private-{subregion}", f"{prefix}.{number}.0/24", subregion)
            for number, subregion in enumerate(subregions, start=1)
        ]
        self._default_route("private", self.private_subnets, nat_service_id=nat.id)
        self.register_outputs({})

    def _subnet(self, name: str, ip_range: str, subregion: str) -> outscale.Subnet:
        return outscale.Subnet(
            name,
            net_id=self.net.id,
            ip_range=ip_range,
            subregion_name=subregion,
            tags={"Name": name},
            opts=self._inside,
        )

    def _default_route(
        self,
        name: str,
        subnets: Sequence[outscale.Subnet],
        *,
        gateway_id: pulumi.Input[str] | None = None,
        nat_service_id: pulumi.Input[str] | None = None,
    ) -> list[pulumi.Resource]:
        """Gives Subnets a table with a route to everywhere. What has to be there before that way is open."""
        table = outscale.RouteTable(name, net_id=self.net.id, tags={"Name": name}, opts=self._inside)
        route = outscale.Route(
            name,
            route_table_id=table.id,
            destination_ip_range="0.0.0.0/0",
            gateway_id=gateway_id,
            nat_service_id=nat_service_id,
            opts=self._inside,
        )
        links = [
            outscale.RouteTableLink(f"{name}-{number}", route_table_id=table.id, subnet_id=subnet.id, opts=self._inside)
            for number, subnet in enumerate(subnets)
        ]
        return [route, *links]
