package clients

import (
	"testing"

	osc "github.com/outscale/osc-sdk-go/v2"
)

func TestVpn(t *testing.T) {
	onToday(t, func(t *testing.T, c Cloud) {
		net := createNet(t, c, "10.0.0.0/16")
		subnet := createSubnet(t, c, net, "10.0.1.0/24")
		table := routeTable(t, c, net, subnet, internetService(t, c, net))
		gateway := virtualGateway(t, c, net, table)
		vpnConnection(t, c, clientGateway(t, c), gateway)
	})
}

func virtualGateway(t *testing.T, c Cloud, net, table string) string {
	create := osc.CreateVirtualGatewayRequest{ConnectionType: "ipsec.1"}
	id := got(c.VirtualGatewayApi.CreateVirtualGateway(c.ctx).CreateVirtualGatewayRequest(create).Execute())(t).VirtualGateway.GetVirtualGatewayId()
	read := func() *osc.VirtualGateway {
		request := osc.ReadVirtualGatewaysRequest{Filters: &osc.FiltersVirtualGateway{VirtualGatewayIds: &[]string{id}}}
		return only(t, got(c.VirtualGatewayApi.ReadVirtualGateways(c.ctx).ReadVirtualGatewaysRequest(request).Execute())(t).GetVirtualGateways())
	}
	t.Cleanup(func() {
		request := osc.DeleteVirtualGatewayRequest{VirtualGatewayId: id}
		got(c.VirtualGatewayApi.DeleteVirtualGateway(c.ctx).DeleteVirtualGatewayRequest(request).Execute())(t)
	})
	reaches(t, "available", func() string { return read().GetState() }, "pending")

	link := osc.LinkVirtualGatewayRequest{VirtualGatewayId: id, NetId: net}
	got(c.VirtualGatewayApi.LinkVirtualGateway(c.ctx).LinkVirtualGatewayRequest(link).Execute())(t)
	linkState := func() string {
		links := read().GetNetToVirtualGatewayLinks()
		if len(links) == 0 {
			return "detached"
		}
		return links[0].GetState()
	}
	t.Cleanup(func() {
		request := osc.UnlinkVirtualGatewayRequest{VirtualGatewayId: id, NetId: net}
		got(c.VirtualGatewayApi.UnlinkVirtualGateway(c.ctx).UnlinkVirtualGatewayRequest(request).Execute())(t)
		reaches(t, "detached", linkState, "attached", "detaching")
	})
	reaches(t, "attached", linkState, "detached", "attaching")

	propagate := func(enable bool) {
		request := osc.UpdateRoutePropagationRequest{RouteTableId: table, VirtualGatewayId: id, Enable: enable}
		got(c.VirtualGatewayApi.UpdateRoutePropagation(c.ctx).UpdateRoutePropagationRequest(request).Execute())(t)
	}
	propagate(true)
	t.Cleanup(func() { propagate(false) })
	return id
}

func clientGateway(t *testing.T, c Cloud) string {
	create := osc.CreateClientGatewayRequest{BgpAsn: 65000, ConnectionType: "ipsec.1", PublicIp: "192.0.2.10"}
	id := got(c.ClientGatewayApi.CreateClientGateway(c.ctx).CreateClientGatewayRequest(create).Execute())(t).ClientGateway.GetClientGatewayId()
	read := osc.ReadClientGatewaysRequest{Filters: &osc.FiltersClientGateway{ClientGatewayIds: &[]string{id}}}
	state := func() string {
		gateways := got(c.ClientGatewayApi.ReadClientGateways(c.ctx).ReadClientGatewaysRequest(read).Execute())(t).GetClientGateways()
		if len(gateways) == 0 {
			return "deleted"
		}
		return gateways[0].GetState()
	}
	t.Cleanup(func() {
		request := osc.DeleteClientGatewayRequest{ClientGatewayId: id}
		got(c.ClientGatewayApi.DeleteClientGateway(c.ctx).DeleteClientGatewayRequest(request).Execute())(t)
		reaches(t, "deleted", state, "deleting")
	})
	reaches(t, "available", state, "pending")
	return id
}

func vpnConnection(t *testing.T, c Cloud, client, virtual string) {
	create := osc.CreateVpnConnectionRequest{ClientGatewayId: client, VirtualGatewayId: virtual, ConnectionType: "ipsec.1", StaticRoutesOnly: new(true)}
	id := got(c.VpnConnectionApi.CreateVpnConnection(c.ctx).CreateVpnConnectionRequest(create).Execute())(t).VpnConnection.GetVpnConnectionId()
	state := func() string {
		request := osc.ReadVpnConnectionsRequest{Filters: &osc.FiltersVpnConnection{VpnConnectionIds: &[]string{id}}}
		connections := got(c.VpnConnectionApi.ReadVpnConnections(c.ctx).ReadVpnConnectionsRequest(request).Execute())(t).GetVpnConnections()
		if len(connections) == 0 {
			return "deleted"
		}
		return connections[0].GetState()
	}
	t.Cleanup(func() {
		request := osc.DeleteVpnConnectionRequest{VpnConnectionId: id}
		got(c.VpnConnectionApi.DeleteVpnConnection(c.ctx).DeleteVpnConnectionRequest(request).Execute())(t)
		reaches(t, "deleted", state, "deleting")
	})
	reaches(t, "available", state, "pending")

	route := osc.CreateVpnConnectionRouteRequest{VpnConnectionId: id, DestinationIpRange: "172.16.0.0/16"}
	got(c.VpnConnectionApi.CreateVpnConnectionRoute(c.ctx).CreateVpnConnectionRouteRequest(route).Execute())(t)
	t.Cleanup(func() {
		request := osc.DeleteVpnConnectionRouteRequest{VpnConnectionId: id, DestinationIpRange: "172.16.0.0/16"}
		got(c.VpnConnectionApi.DeleteVpnConnectionRoute(c.ctx).DeleteVpnConnectionRouteRequest(request).Execute())(t)
	})
}
