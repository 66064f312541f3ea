package clients

import (
	"testing"

	osc "github.com/outscale/osc-sdk-go/v2"
)

func TestNet(t *testing.T) {
	onToday(t, func(t *testing.T, c Cloud) {
		net := createNet(t, c, "10.0.0.0/16")
		subnet := createSubnet(t, c, net, "10.0.1.0/24")
		dhcpOptions(t, c, net)
		tagged(t, c, net)

		gateway := internetService(t, c, net)
		table := routeTable(t, c, net, subnet, gateway)
		natService(t, c, subnet)
		netAccessPoint(t, c, net, table)
		netPeering(t, c, net)
		securityGroups(t, c, net)
		pages(t, c, net)
	})
}

func createNet(t *testing.T, c Cloud, ipRange string) string {
	net := got(c.NetApi.CreateNet(c.ctx).CreateNetRequest(osc.CreateNetRequest{IpRange: ipRange}).Execute())(t).GetNet()
	t.Cleanup(func() {
		got(c.NetApi.DeleteNet(c.ctx).DeleteNetRequest(osc.DeleteNetRequest{NetId: net.GetNetId()}).Execute())(t)
	})
	reaches(t, "available", func() string { return readNet(t, c, net.GetNetId()).GetState() }, "pending")
	return net.GetNetId()
}

func readNet(t *testing.T, c Cloud, id string) *osc.Net {
	t.Helper()
	request := osc.ReadNetsRequest{Filters: &osc.FiltersNet{NetIds: &[]string{id}}, ResultsPerPage: new(int32(1000))}
	return only(t, got(c.NetApi.ReadNets(c.ctx).ReadNetsRequest(request).Execute())(t).GetNets())
}

func createSubnet(t *testing.T, c Cloud, net, ipRange string) string {
	request := osc.CreateSubnetRequest{NetId: net, IpRange: ipRange, SubregionName: new(subregion)}
	subnet := got(c.SubnetApi.CreateSubnet(c.ctx).CreateSubnetRequest(request).Execute())(t).GetSubnet()
	id := subnet.GetSubnetId()
	t.Cleanup(func() {
		got(c.SubnetApi.DeleteSubnet(c.ctx).DeleteSubnetRequest(osc.DeleteSubnetRequest{SubnetId: id}).Execute())(t)
	})
	reaches(t, "available", func() string {
		request := osc.ReadSubnetsRequest{Filters: &osc.FiltersSubnet{SubnetIds: &[]string{id}}, ResultsPerPage: new(int32(1000))}
		return only(t, got(c.SubnetApi.ReadSubnets(c.ctx).ReadSubnetsRequest(request).Execute())(t).GetSubnets()).GetState()
	}, "pending")
	mapped := osc.UpdateSubnetRequest{SubnetId: id, MapPublicIpOnLaunch: true}
	expect(t, "MapPublicIpOnLaunch", got(c.SubnetApi.UpdateSubnet(c.ctx).UpdateSubnetRequest(mapped).Execute())(t).Subnet.GetMapPublicIpOnLaunch(), true)
	mapped.MapPublicIpOnLaunch = false
	got(c.SubnetApi.UpdateSubnet(c.ctx).UpdateSubnetRequest(mapped).Execute())(t)
	return id
}

func dhcpOptions(t *testing.T, c Cloud, net string) {
	request := osc.CreateDhcpOptionsRequest{
		DomainName:        new("example.com"),
		DomainNameServers: &[]string{"192.0.2.1", "192.0.2.2"},
		NtpServers:        &[]string{"192.0.2.3"},
		LogServers:        &[]string{"192.0.2.4"},
	}
	set := got(c.DhcpOptionApi.CreateDhcpOptions(c.ctx).CreateDhcpOptionsRequest(request).Execute())(t).GetDhcpOptionsSet()
	expect(t, "LogServers", set.GetLogServers()[0], "192.0.2.4")
	t.Cleanup(func() {
		request := osc.DeleteDhcpOptionsRequest{DhcpOptionsSetId: set.GetDhcpOptionsSetId()}
		got(c.DhcpOptionApi.DeleteDhcpOptions(c.ctx).DeleteDhcpOptionsRequest(request).Execute())(t)
	})

	use := func(set string) {
		request := osc.UpdateNetRequest{NetId: net, DhcpOptionsSetId: set}
		got(c.NetApi.UpdateNet(c.ctx).UpdateNetRequest(request).Execute())(t)
	}
	use(set.GetDhcpOptionsSetId())
	expect(t, "DhcpOptionsSetId", readNet(t, c, net).GetDhcpOptionsSetId(), set.GetDhcpOptionsSetId())
	// Terraform's provider names the default set like this.
	t.Cleanup(func() { use("default") })
}

func tagged(t *testing.T, c Cloud, id string) {
	tag := func(value string) {
		request := osc.CreateTagsRequest{ResourceIds: []string{id}, Tags: []osc.ResourceTag{{Key: "stage", Value: value}}}
		got(c.TagApi.CreateTags(c.ctx).CreateTagsRequest(request).Execute())(t)
	}
	tag("test")
	tag("production")
	request := osc.ReadTagsRequest{Filters: &osc.FiltersTag{ResourceIds: &[]string{id}}}
	tags := got(c.TagApi.ReadTags(c.ctx).ReadTagsRequest(request).Execute())(t).GetTags()
	expect(t, "tag", only(t, tags).GetValue(), "production")
	delete := osc.DeleteTagsRequest{ResourceIds: []string{id}, Tags: []osc.ResourceTag{{Key: "stage", Value: "production"}}}
	got(c.TagApi.DeleteTags(c.ctx).DeleteTagsRequest(delete).Execute())(t)
	tags = got(c.TagApi.ReadTags(c.ctx).ReadTagsRequest(request).Execute())(t).GetTags()
	expect(t, "number of tags", len(tags), 0)
}

func internetService(t *testing.T, c Cloud, net string) string {
	service := got(c.InternetServiceApi.CreateInternetService(c.ctx).CreateInternetServiceRequest(osc.CreateInternetServiceRequest{}).Execute())(t).GetInternetService()
	id := service.GetInternetServiceId()
	t.Cleanup(func() {
		request := osc.DeleteInternetServiceRequest{InternetServiceId: id}
		got(c.InternetServiceApi.DeleteInternetService(c.ctx).DeleteInternetServiceRequest(request).Execute())(t)
	})
	link := osc.LinkInternetServiceRequest{InternetServiceId: id, NetId: net}
	got(c.InternetServiceApi.LinkInternetService(c.ctx).LinkInternetServiceRequest(link).Execute())(t)
	t.Cleanup(func() {
		request := osc.UnlinkInternetServiceRequest{InternetServiceId: id, NetId: net}
		got(c.InternetServiceApi.UnlinkInternetService(c.ctx).UnlinkInternetServiceRequest(request).Execute())(t)
	})
	reaches(t, "available", func() string {
		request := osc.ReadInternetServicesRequest{Filters: &osc.FiltersInternetService{InternetServiceIds: &[]string{id}}}
		return only(t, got(c.InternetServiceApi.ReadInternetServices(c.ctx).ReadInternetServicesRequest(request).Execute())(t).GetInternetServices()).GetState()
	})
	return id
}

func routeTable(t *testing.T, c Cloud, net, subnet, gateway string) string {
	table := got(c.RouteTableApi.CreateRouteTable(c.ctx).CreateRouteTableRequest(osc.CreateRouteTableRequest{NetId: net}).Execute())(t).GetRouteTable()
	id := table.GetRouteTableId()
	t.Cleanup(func() {
		got(c.RouteTableApi.DeleteRouteTable(c.ctx).DeleteRouteTableRequest(osc.DeleteRouteTableRequest{RouteTableId: id}).Execute())(t)
	})

	route := osc.CreateRouteRequest{RouteTableId: id, DestinationIpRange: "0.0.0.0/0", GatewayId: &gateway}
	table = got(c.RouteApi.CreateRoute(c.ctx).CreateRouteRequest(route).Execute())(t).GetRouteTable()
	expect(t, "number of routes", len(table.GetRoutes()), 2)
	t.Cleanup(func() {
		request := osc.DeleteRouteRequest{RouteTableId: id, DestinationIpRange: "0.0.0.0/0"}
		got(c.RouteApi.DeleteRoute(c.ctx).DeleteRouteRequest(request).Execute())(t)
	})

	link := got(c.RouteTableApi.LinkRouteTable(c.ctx).LinkRouteTableRequest(osc.LinkRouteTableRequest{RouteTableId: id, SubnetId: subnet}).Execute())(t)
	t.Cleanup(func() {
		request := osc.UnlinkRouteTableRequest{LinkRouteTableId: link.GetLinkRouteTableId()}
		got(c.RouteTableApi.UnlinkRouteTable(c.ctx).UnlinkRouteTableRequest(request).Execute())(t)
	})
	read := osc.ReadRouteTablesRequest{Filters: &osc.FiltersRouteTable{LinkRouteTableLinkRouteTableIds: &[]string{link.GetLinkRouteTableId()}}}
	linked := only(t, got(c.RouteTableApi.ReadRouteTables(c.ctx).ReadRouteTablesRequest(read).Execute())(t).GetRouteTables())
	expect(t, "linked Subnet", only(t, linked.GetLinkRouteTables()).GetSubnetId(), subnet)
	return id
}

func natService(t *testing.T, c Cloud, subnet string) {
	ip := createPublicIp(t, c)
	service := got(c.NatServiceApi.CreateNatService(c.ctx).CreateNatServiceRequest(osc.CreateNatServiceRequest{PublicIpId: ip.GetPublicIpId(), SubnetId: subnet}).Execute())(t).GetNatService()
	state := func() string {
		request := osc.ReadNatServicesRequest{Filters: &osc.FiltersNatService{NatServiceIds: &[]string{service.GetNatServiceId()}}}
		services := got(c.NatServiceApi.ReadNatServices(c.ctx).ReadNatServicesRequest(request).Execute())(t).GetNatServices()
		if len(services) == 0 {
			return "deleted"
		}
		return services[0].GetState()
	}
	t.Cleanup(func() {
		request := osc.DeleteNatServiceRequest{NatServiceId: service.GetNatServiceId()}
		got(c.NatServiceApi.DeleteNatService(c.ctx).DeleteNatServiceRequest(request).Execute())(t)
		reaches(t, "deleted", state, "deleting")
	})
	reaches(t, "available", state, "pending")
}

func createPublicIp(t *testing.T, c Cloud) *osc.PublicIp {
	ip := got(c.PublicIpApi.CreatePublicIp(c.ctx).CreatePublicIpRequest(osc.CreatePublicIpRequest{}).Execute())(t).PublicIp
	t.Cleanup(func() {
		request := osc.DeletePublicIpRequest{PublicIpId: ip.PublicIpId}
		got(c.PublicIpApi.DeletePublicIp(c.ctx).DeletePublicIpRequest(request).Execute())(t)
	})
	return ip
}

func netAccessPoint(t *testing.T, c Cloud, net, table string) {
	services := got(c.NetAccessPointApi.ReadNetAccessPointServices(c.ctx).ReadNetAccessPointServicesRequest(osc.ReadNetAccessPointServicesRequest{}).Execute())(t).GetServices()
	request := osc.CreateNetAccessPointRequest{NetId: net, ServiceName: services[0].GetServiceName(), RouteTableIds: &[]string{table}}
	point := got(c.NetAccessPointApi.CreateNetAccessPoint(c.ctx).CreateNetAccessPointRequest(request).Execute())(t).GetNetAccessPoint()
	id := point.GetNetAccessPointId()
	state := func() string {
		request := osc.ReadNetAccessPointsRequest{Filters: &osc.FiltersNetAccessPoint{NetAccessPointIds: &[]string{id}}}
		points := got(c.NetAccessPointApi.ReadNetAccessPoints(c.ctx).ReadNetAccessPointsRequest(request).Execute())(t).GetNetAccessPoints()
		if len(points) == 0 {
			return "deleted"
		}
		return points[0].GetState()
	}
	t.Cleanup(func() {
		request := osc.DeleteNetAccessPointRequest{NetAccessPointId: id}
		got(c.NetAccessPointApi.DeleteNetAccessPoint(c.ctx).DeleteNetAccessPointRequest(request).Execute())(t)
		reaches(t, "deleted", state, "deleting")
	})
	reaches(t, "available", state, "pending")
	update := osc.UpdateNetAccessPointRequest{NetAccessPointId: id, RemoveRouteTableIds: &[]string{table}}
	got(c.NetAccessPointApi.UpdateNetAccessPoint(c.ctx).UpdateNetAccessPointRequest(update).Execute())(t)
}

func netPeering(t *testing.T, c Cloud, net string) {
	other := createNet(t, c, "10.1.0.0/16")
	owner := only(t, got(c.AccountApi.ReadAccounts(c.ctx).ReadAccountsRequest(osc.ReadAccountsRequest{}).Execute())(t).GetAccounts()).AccountId
	request := osc.CreateNetPeeringRequest{SourceNetId: net, AccepterNetId: other, AccepterOwnerId: owner}
	peering := got(c.NetPeeringApi.CreateNetPeering(c.ctx).CreateNetPeeringRequest(request).Execute())(t).GetNetPeering()
	id := peering.GetNetPeeringId()
	t.Cleanup(func() {
		got(c.NetPeeringApi.DeleteNetPeering(c.ctx).DeleteNetPeeringRequest(osc.DeleteNetPeeringRequest{NetPeeringId: id}).Execute())(t)
	})
	state := func() string {
		request := osc.ReadNetPeeringsRequest{Filters: &osc.FiltersNetPeering{NetPeeringIds: &[]string{id}}}
		return only(t, got(c.NetPeeringApi.ReadNetPeerings(c.ctx).ReadNetPeeringsRequest(request).Execute())(t).GetNetPeerings()).State.GetName()
	}
	reaches(t, "pending-acceptance", state)
	got(c.NetPeeringApi.AcceptNetPeering(c.ctx).AcceptNetPeeringRequest(osc.AcceptNetPeeringRequest{NetPeeringId: id}).Execute())(t)
	reaches(t, "active", state, "pending-acceptance")
}

func createSecurityGroup(t *testing.T, c Cloud, net *string, name string) string {
	request := osc.CreateSecurityGroupRequest{NetId: net, SecurityGroupName: name, Description: "Test"}
	group := got(c.SecurityGroupApi.CreateSecurityGroup(c.ctx).CreateSecurityGroupRequest(request).Execute())(t).GetSecurityGroup()
	id := group.GetSecurityGroupId()
	t.Cleanup(func() {
		// Terraform's provider looks first whether VMs use the group.
		users := osc.ReadVmsRequest{Filters: &osc.FiltersVm{SecurityGroupIds: &[]string{id}}, ResultsPerPage: new(int32(1000))}
		for _, vm := range got(c.VmApi.ReadVms(c.ctx).ReadVmsRequest(users).Execute())(t).GetVms() {
			expect(t, "state of a VM with a group to be deleted", vm.GetState(), "terminated")
		}
		got(c.SecurityGroupApi.DeleteSecurityGroup(c.ctx).DeleteSecurityGroupRequest(osc.DeleteSecurityGroupRequest{SecurityGroupId: &id}).Execute())(t)
	})
	return id
}

func securityGroups(t *testing.T, c Cloud, net string) {
	group := createSecurityGroup(t, c, &net, "group")
	outbound := osc.DeleteSecurityGroupRuleRequest{SecurityGroupId: group, Flow: "Outbound", IpProtocol: new("-1"), IpRange: new("0.0.0.0/0")}
	emptied := got(c.SecurityGroupRuleApi.DeleteSecurityGroupRule(c.ctx).DeleteSecurityGroupRuleRequest(outbound).Execute())(t).GetSecurityGroup()
	expect(t, "number of outbound rules", len(emptied.GetOutboundRules()), 0)
	from, to, tcp := int32(22), int32(22), "tcp"
	ssh := osc.SecurityGroupRule{FromPortRange: &from, ToPortRange: &to, IpProtocol: &tcp, IpRanges: &[]string{"192.0.2.0/24"}}
	within := osc.SecurityGroupRule{IpProtocol: new("-1"), SecurityGroupsMembers: &[]osc.SecurityGroupsMember{{SecurityGroupId: &group}}}
	rules := &[]osc.SecurityGroupRule{ssh, within}

	create := osc.CreateSecurityGroupRuleRequest{SecurityGroupId: group, Flow: "Inbound", Rules: rules}
	made := got(c.SecurityGroupRuleApi.CreateSecurityGroupRule(c.ctx).CreateSecurityGroupRuleRequest(create).Execute())(t).GetSecurityGroup()
	expect(t, "number of inbound rules", len(made.GetInboundRules()), 2)
	t.Cleanup(func() {
		request := osc.DeleteSecurityGroupRuleRequest{SecurityGroupId: group, Flow: "Inbound", Rules: rules}
		left := got(c.SecurityGroupRuleApi.DeleteSecurityGroupRule(c.ctx).DeleteSecurityGroupRuleRequest(request).Execute())(t).GetSecurityGroup()
		expect(t, "number of inbound rules left", len(left.GetInboundRules()), 0)
	})
	flat := osc.CreateSecurityGroupRuleRequest{SecurityGroupId: group, Flow: "Outbound", FromPortRange: &from, ToPortRange: &to, IpProtocol: &tcp, IpRange: new("192.0.2.0/24")}
	got(c.SecurityGroupRuleApi.CreateSecurityGroupRule(c.ctx).CreateSecurityGroupRuleRequest(flat).Execute())(t)
}

func pages(t *testing.T, c Cloud, net string) {
	createSubnet(t, c, net, "10.0.2.0/24")
	request := osc.ReadSubnetsRequest{ResultsPerPage: new(int32(1))}
	seen := map[string]bool{}
	for {
		page := got(c.SubnetApi.ReadSubnets(c.ctx).ReadSubnetsRequest(request).Execute())(t)
		for _, subnet := range page.GetSubnets() {
			seen[subnet.GetSubnetId()] = true
		}
		if request.NextPageToken = page.NextPageToken; request.NextPageToken == nil {
			break
		}
	}
	expect(t, "number of Subnets on all pages", len(seen), 2)
}
