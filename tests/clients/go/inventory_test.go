package clients

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	osc "github.com/outscale/osc-sdk-go/v2"
)

// inventory lists all that an account has. What is gone and still shown is left out.
func inventory(t *testing.T, c Cloud) string {
	t.Helper()
	var lines []string
	add := func(id string, state string) {
		if !slices.Contains([]string{"terminated", "deleted", "deleting", "rejected"}, state) {
			lines = append(lines, id+"\n")
		}
	}
	accounts := got(c.AccountApi.ReadAccounts(c.ctx).ReadAccountsRequest(osc.ReadAccountsRequest{}).Execute())(t).GetAccounts()
	own := &[]string{only(t, accounts).GetAccountId()}

	for _, x := range got(c.NetApi.ReadNets(c.ctx).ReadNetsRequest(osc.ReadNetsRequest{}).Execute())(t).GetNets() {
		add(x.GetNetId(), x.GetState())
	}
	for _, x := range got(c.SubnetApi.ReadSubnets(c.ctx).ReadSubnetsRequest(osc.ReadSubnetsRequest{}).Execute())(t).GetSubnets() {
		add(x.GetSubnetId(), x.GetState())
	}
	for _, x := range got(c.DhcpOptionApi.ReadDhcpOptions(c.ctx).ReadDhcpOptionsRequest(osc.ReadDhcpOptionsRequest{}).Execute())(t).GetDhcpOptionsSets() {
		add(x.GetDhcpOptionsSetId(), "")
	}
	for _, x := range got(c.RouteTableApi.ReadRouteTables(c.ctx).ReadRouteTablesRequest(osc.ReadRouteTablesRequest{}).Execute())(t).GetRouteTables() {
		add(x.GetRouteTableId(), "")
	}
	for _, x := range got(c.InternetServiceApi.ReadInternetServices(c.ctx).ReadInternetServicesRequest(osc.ReadInternetServicesRequest{}).Execute())(t).GetInternetServices() {
		add(x.GetInternetServiceId(), x.GetState())
	}
	for _, x := range got(c.NatServiceApi.ReadNatServices(c.ctx).ReadNatServicesRequest(osc.ReadNatServicesRequest{}).Execute())(t).GetNatServices() {
		add(x.GetNatServiceId(), x.GetState())
	}
	for _, x := range got(c.NetPeeringApi.ReadNetPeerings(c.ctx).ReadNetPeeringsRequest(osc.ReadNetPeeringsRequest{}).Execute())(t).GetNetPeerings() {
		add(x.GetNetPeeringId(), *x.GetState().Name)
	}
	for _, x := range got(c.NetAccessPointApi.ReadNetAccessPoints(c.ctx).ReadNetAccessPointsRequest(osc.ReadNetAccessPointsRequest{}).Execute())(t).GetNetAccessPoints() {
		add(x.GetNetAccessPointId(), x.GetState())
	}
	for _, x := range got(c.SecurityGroupApi.ReadSecurityGroups(c.ctx).ReadSecurityGroupsRequest(osc.ReadSecurityGroupsRequest{}).Execute())(t).GetSecurityGroups() {
		add(x.GetSecurityGroupId(), "")
	}
	for _, x := range got(c.PublicIpApi.ReadPublicIps(c.ctx).ReadPublicIpsRequest(osc.ReadPublicIpsRequest{}).Execute())(t).GetPublicIps() {
		add(x.GetPublicIpId(), "")
	}
	for _, x := range got(c.NicApi.ReadNics(c.ctx).ReadNicsRequest(osc.ReadNicsRequest{}).Execute())(t).GetNics() {
		add(x.GetNicId(), "")
	}
	for _, x := range got(c.VmApi.ReadVms(c.ctx).ReadVmsRequest(osc.ReadVmsRequest{}).Execute())(t).GetVms() {
		add(x.GetVmId(), x.GetState())
	}
	for _, x := range got(c.VolumeApi.ReadVolumes(c.ctx).ReadVolumesRequest(osc.ReadVolumesRequest{}).Execute())(t).GetVolumes() {
		add(x.GetVolumeId(), x.GetState())
	}
	for _, x := range got(c.SnapshotApi.ReadSnapshots(c.ctx).ReadSnapshotsRequest(osc.ReadSnapshotsRequest{Filters: &osc.FiltersSnapshot{AccountIds: own}}).Execute())(t).GetSnapshots() {
		add(x.GetSnapshotId(), x.GetState())
	}
	for _, x := range got(c.ImageApi.ReadImages(c.ctx).ReadImagesRequest(osc.ReadImagesRequest{Filters: &osc.FiltersImage{AccountIds: own}}).Execute())(t).GetImages() {
		add(x.GetImageId(), x.GetState())
	}
	for _, x := range got(c.FlexibleGpuApi.ReadFlexibleGpus(c.ctx).ReadFlexibleGpusRequest(osc.ReadFlexibleGpusRequest{}).Execute())(t).GetFlexibleGpus() {
		add(x.GetFlexibleGpuId(), x.GetState())
	}
	for _, x := range got(c.KeypairApi.ReadKeypairs(c.ctx).ReadKeypairsRequest(osc.ReadKeypairsRequest{}).Execute())(t).GetKeypairs() {
		add(x.GetKeypairId(), "")
	}
	for _, x := range got(c.LoadBalancerApi.ReadLoadBalancers(c.ctx).ReadLoadBalancersRequest(osc.ReadLoadBalancersRequest{}).Execute())(t).GetLoadBalancers() {
		add(x.GetLoadBalancerName(), "")
	}
	for _, x := range got(c.ServerCertificateApi.ReadServerCertificates(c.ctx).ReadServerCertificatesRequest(osc.ReadServerCertificatesRequest{}).Execute())(t).GetServerCertificates() {
		add(x.GetId(), "")
	}
	for _, x := range got(c.VirtualGatewayApi.ReadVirtualGateways(c.ctx).ReadVirtualGatewaysRequest(osc.ReadVirtualGatewaysRequest{}).Execute())(t).GetVirtualGateways() {
		add(x.GetVirtualGatewayId(), x.GetState())
	}
	for _, x := range got(c.ClientGatewayApi.ReadClientGateways(c.ctx).ReadClientGatewaysRequest(osc.ReadClientGatewaysRequest{}).Execute())(t).GetClientGateways() {
		add(x.GetClientGatewayId(), x.GetState())
	}
	for _, x := range got(c.VpnConnectionApi.ReadVpnConnections(c.ctx).ReadVpnConnectionsRequest(osc.ReadVpnConnectionsRequest{}).Execute())(t).GetVpnConnections() {
		add(x.GetVpnConnectionId(), x.GetState())
	}
	for _, x := range got(c.AccessKeyApi.ReadAccessKeys(c.ctx).ReadAccessKeysRequest(osc.ReadAccessKeysRequest{}).Execute())(t).GetAccessKeys() {
		add(x.GetAccessKeyId(), "")
	}
	for _, x := range got(c.CaApi.ReadCas(c.ctx).ReadCasRequest(osc.ReadCasRequest{}).Execute())(t).GetCas() {
		add(x.GetCaId(), "")
	}
	for _, x := range got(c.ApiAccessRuleApi.ReadApiAccessRules(c.ctx).ReadApiAccessRulesRequest(osc.ReadApiAccessRulesRequest{}).Execute())(t).GetApiAccessRules() {
		add(x.GetApiAccessRuleId(), "")
	}
	for _, x := range got(c.TagApi.ReadTags(c.ctx).ReadTagsRequest(osc.ReadTagsRequest{}).Execute())(t).GetTags() {
		add(fmt.Sprint(x.GetResourceId(), " ", x.GetKey(), "=", x.GetValue()), "")
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}
