package clients

import (
	"testing"

	osc "github.com/outscale/osc-sdk-go/v2"
)

const balancer = "front"

func TestLoadBalancer(t *testing.T) {
	onToday(t, func(t *testing.T, c Cloud) {
		net := createNet(t, c, "10.0.0.0/16")
		subnet := createSubnet(t, c, net, "10.0.1.0/24")
		gateway := internetService(t, c, net)
		routeTable(t, c, net, subnet, gateway)
		group := createSecurityGroup(t, c, &net, "front")
		vm := createVm(t, c, subnet, createSecurityGroup(t, c, &net, "back"), createKeypair(t, c))

		createLoadBalancer(t, c, subnet, group, serverCertificate(t, c))
		healthCheck(t, c)
		policies(t, c)
		balancerTags(t, c)
		listeners(t, c)
		backends(t, c, vm)
		listenerRule(t, c, vm)
	})
}

func TestLoadBalancerInThePublicCloud(t *testing.T) {
	onToday(t, func(t *testing.T, c Cloud) {
		listener := osc.ListenerForCreation{LoadBalancerPort: 80, LoadBalancerProtocol: "TCP", BackendPort: 80}
		request := osc.CreateLoadBalancerRequest{SubregionNames: &[]string{subregion}, Listeners: []osc.ListenerForCreation{listener}}
		balance(t, c, request)
		if front := readBalancer(t, c); front.GetPublicIp() == "" || front.GetDnsName() == "" {
			t.Error("a load balancer that is active lacks its public IP or its name")
		}
	})
}

func createLoadBalancer(t *testing.T, c Cloud, subnet, group, certificate string) {
	balance(t, c, osc.CreateLoadBalancerRequest{
		LoadBalancerType: new("internal"),
		Subnets:          &[]string{subnet},
		SecurityGroups:   &[]string{group},
		Tags:             &[]osc.ResourceTag{{Key: "stage", Value: "test"}},
		Listeners: []osc.ListenerForCreation{
			{LoadBalancerPort: 80, LoadBalancerProtocol: "HTTP", BackendPort: 8080, BackendProtocol: new("HTTP")},
			{LoadBalancerPort: 443, LoadBalancerProtocol: "HTTPS", BackendPort: 8080, BackendProtocol: new("HTTP"), ServerCertificateId: &certificate},
		},
	})
	expect(t, "number of listeners", len(readBalancer(t, c).GetListeners()), 2)
	update(t, c, osc.UpdateLoadBalancerRequest{SecuredCookies: new(true)})
	expect(t, "SecuredCookies", readBalancer(t, c).GetSecuredCookies(), true)
}

// balance makes the load balancer, and takes it away.
func balance(t *testing.T, c Cloud, request osc.CreateLoadBalancerRequest) {
	request.LoadBalancerName = balancer
	got(c.LoadBalancerApi.CreateLoadBalancer(c.ctx).CreateLoadBalancerRequest(request).Execute())(t)
	t.Cleanup(func() {
		request := osc.DeleteLoadBalancerRequest{LoadBalancerName: balancer}
		got(c.LoadBalancerApi.DeleteLoadBalancer(c.ctx).DeleteLoadBalancerRequest(request).Execute())(t)
		reaches(t, "gone", balancerState(t, c), "deleting")
	})
	reaches(t, "active", balancerState(t, c), "starting", "provisioning")
}

func named() osc.ReadLoadBalancersRequest {
	return osc.ReadLoadBalancersRequest{Filters: &osc.FiltersLoadBalancer{LoadBalancerNames: &[]string{balancer}}}
}

func readBalancer(t *testing.T, c Cloud) *osc.LoadBalancer {
	t.Helper()
	return only(t, got(c.LoadBalancerApi.ReadLoadBalancers(c.ctx).ReadLoadBalancersRequest(named()).Execute())(t).GetLoadBalancers())
}

func balancerState(t *testing.T, c Cloud) func() string {
	return func() string {
		found := got(c.LoadBalancerApi.ReadLoadBalancers(c.ctx).ReadLoadBalancersRequest(named()).Execute())(t).GetLoadBalancers()
		if len(found) == 0 {
			return "gone"
		}
		return only(t, found).GetState()
	}
}

func update(t *testing.T, c Cloud, request osc.UpdateLoadBalancerRequest) {
	t.Helper()
	request.LoadBalancerName = balancer
	got(c.LoadBalancerApi.UpdateLoadBalancer(c.ctx).UpdateLoadBalancerRequest(request).Execute())(t)
	reaches(t, "active", balancerState(t, c), "reloading", "reconfiguring")
}

func healthCheck(t *testing.T, c Cloud) {
	check := osc.HealthCheck{CheckInterval: 10, HealthyThreshold: 3, Path: new("/alive"), Port: 8080, Protocol: "HTTP", Timeout: 5, UnhealthyThreshold: 3}
	update(t, c, osc.UpdateLoadBalancerRequest{HealthCheck: &check})
	expect(t, "path of the health check", readBalancer(t, c).HealthCheck.GetPath(), "/alive")
	log := osc.AccessLog{IsEnabled: new(true), OsuBucketName: new("logs"), OsuBucketPrefix: new("front"), PublicationInterval: new(int32(5))}
	update(t, c, osc.UpdateLoadBalancerRequest{AccessLog: &log})
	expect(t, "bucket of the access log", readBalancer(t, c).AccessLog.GetOsuBucketName(), "logs")
}

func policies(t *testing.T, c Cloud) {
	for _, request := range []osc.CreateLoadBalancerPolicyRequest{
		{PolicyName: "sticky", PolicyType: "load_balancer"},
		{PolicyName: "session", PolicyType: "app", CookieName: new("session")},
	} {
		request.LoadBalancerName = balancer
		got(c.LoadBalancerPolicyApi.CreateLoadBalancerPolicy(c.ctx).CreateLoadBalancerPolicyRequest(request).Execute())(t)
		t.Cleanup(func() {
			request := osc.DeleteLoadBalancerPolicyRequest{LoadBalancerName: balancer, PolicyName: request.PolicyName}
			got(c.LoadBalancerPolicyApi.DeleteLoadBalancerPolicy(c.ctx).DeleteLoadBalancerPolicyRequest(request).Execute())(t)
		})
	}
	port := int32(80)
	update(t, c, osc.UpdateLoadBalancerRequest{LoadBalancerPort: &port, PolicyNames: &[]string{"sticky"}})
	t.Cleanup(func() {
		update(t, c, osc.UpdateLoadBalancerRequest{LoadBalancerPort: &port, PolicyNames: &[]string{}})
	})
	front := readBalancer(t, c)
	expect(t, "cookie of the policy", only(t, front.GetApplicationStickyCookiePolicies()).GetCookieName(), "session")
	for _, listener := range front.GetListeners() {
		if listener.GetLoadBalancerPort() == port {
			expect(t, "policy of the listener", *only(t, listener.GetPolicyNames()), "sticky")
		}
	}
}

func balancerTags(t *testing.T, c Cloud) {
	delete := osc.DeleteLoadBalancerTagsRequest{LoadBalancerNames: []string{balancer}, Tags: []osc.ResourceLoadBalancerTag{{Key: "stage"}}}
	got(c.LoadBalancerApi.DeleteLoadBalancerTags(c.ctx).DeleteLoadBalancerTagsRequest(delete).Execute())(t)
	create := osc.CreateLoadBalancerTagsRequest{LoadBalancerNames: []string{balancer}, Tags: []osc.ResourceTag{{Key: "stage", Value: "production"}}}
	got(c.LoadBalancerApi.CreateLoadBalancerTags(c.ctx).CreateLoadBalancerTagsRequest(create).Execute())(t)
	read := osc.ReadLoadBalancerTagsRequest{LoadBalancerNames: []string{balancer}}
	tags := got(c.LoadBalancerApi.ReadLoadBalancerTags(c.ctx).ReadLoadBalancerTagsRequest(read).Execute())(t).GetTags()
	expect(t, "tag", only(t, tags).GetValue(), "production")
}

func listeners(t *testing.T, c Cloud) {
	listener := osc.ListenerForCreation{LoadBalancerPort: 22, LoadBalancerProtocol: "TCP", BackendPort: 22}
	create := osc.CreateLoadBalancerListenersRequest{LoadBalancerName: balancer, Listeners: []osc.ListenerForCreation{listener}}
	got(c.ListenerApi.CreateLoadBalancerListeners(c.ctx).CreateLoadBalancerListenersRequest(create).Execute())(t)
	delete := osc.DeleteLoadBalancerListenersRequest{LoadBalancerName: balancer, LoadBalancerPorts: []int32{22}}
	got(c.ListenerApi.DeleteLoadBalancerListeners(c.ctx).DeleteLoadBalancerListenersRequest(delete).Execute())(t)
	expect(t, "number of listeners", len(readBalancer(t, c).GetListeners()), 2)
}

func backends(t *testing.T, c Cloud, vm string) {
	register := osc.RegisterVmsInLoadBalancerRequest{LoadBalancerName: balancer, BackendVmIds: []string{vm}}
	got(c.LoadBalancerApi.RegisterVmsInLoadBalancer(c.ctx).RegisterVmsInLoadBalancerRequest(register).Execute())(t)
	t.Cleanup(func() {
		request := osc.DeregisterVmsInLoadBalancerRequest{LoadBalancerName: balancer, BackendVmIds: []string{vm}}
		got(c.LoadBalancerApi.DeregisterVmsInLoadBalancer(c.ctx).DeregisterVmsInLoadBalancerRequest(request).Execute())(t)
	})
	expect(t, "backend", *only(t, readBalancer(t, c).GetBackendVmIds()), vm)
	health := osc.ReadVmsHealthRequest{LoadBalancerName: balancer, BackendVmIds: &[]string{vm}}
	expect(t, "VM of the health", only(t, got(c.LoadBalancerApi.ReadVmsHealth(c.ctx).ReadVmsHealthRequest(health).Execute())(t).GetBackendVmHealth()).GetVmId(), vm)
}

func listenerRule(t *testing.T, c Cloud, vm string) {
	request := osc.CreateListenerRuleRequest{
		Listener:     osc.LoadBalancerLight{LoadBalancerName: balancer, LoadBalancerPort: 80},
		ListenerRule: osc.ListenerRuleForCreation{ListenerRuleName: "rule", PathPattern: new("/api/*"), Priority: 10, Action: new("forward")},
		VmIds:        []string{vm},
	}
	got(c.ListenerApi.CreateListenerRule(c.ctx).CreateListenerRuleRequest(request).Execute())(t)
	t.Cleanup(func() {
		request := osc.DeleteListenerRuleRequest{ListenerRuleName: "rule"}
		got(c.ListenerApi.DeleteListenerRule(c.ctx).DeleteListenerRuleRequest(request).Execute())(t)
	})
	change := osc.UpdateListenerRuleRequest{ListenerRuleName: "rule", PathPattern: *osc.NewNullableString(new("/v2/*"))}
	got(c.ListenerApi.UpdateListenerRule(c.ctx).UpdateListenerRuleRequest(change).Execute())(t)
	read := osc.ReadListenerRulesRequest{Filters: &osc.FiltersListenerRule{ListenerRuleNames: &[]string{"rule"}}}
	expect(t, "PathPattern", only(t, got(c.ListenerApi.ReadListenerRules(c.ctx).ReadListenerRulesRequest(read).Execute())(t).GetListenerRules()).GetPathPattern(), "/v2/*")
}
