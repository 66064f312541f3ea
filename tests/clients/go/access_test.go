package clients

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"testing"
	"time"

	osc "github.com/outscale/osc-sdk-go/v2"
)

func TestAccess(t *testing.T) {
	onToday(t, func(t *testing.T, c Cloud) {
		serverCertificate(t, c)
		apiAccessRule(t, c)
		accessKeys(t, c)
		got(c.ApiAccessPolicyApi.ReadApiAccessPolicy(c.ctx).ReadApiAccessPolicyRequest(osc.ReadApiAccessPolicyRequest{}).Execute())(t)
		got(c.QuotaApi.ReadQuotas(c.ctx).ReadQuotasRequest(osc.ReadQuotasRequest{}).Execute())(t)
		got(c.RegionApi.ReadRegions(c.ctx).ReadRegionsRequest(osc.ReadRegionsRequest{}).Execute())(t)
		got(c.SubregionApi.ReadSubregions(c.ctx).ReadSubregionsRequest(osc.ReadSubregionsRequest{}).Execute())(t)
		got(c.VmApi.ReadVmTypes(c.ctx).ReadVmTypesRequest(osc.ReadVmTypesRequest{}).Execute())(t)
		got(c.ProductTypeApi.ReadProductTypes(c.ctx).ReadProductTypesRequest(osc.ReadProductTypesRequest{}).Execute())(t)
		got(c.PublicIpApi.ReadPublicIpRanges(c.ctx).ReadPublicIpRangesRequest(osc.ReadPublicIpRangesRequest{}).Execute())(t)
	})
}

// pair is a self-signed certificate and its key, in PEM.
func pair(t *testing.T) (certificate, key string) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "test"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	certificate = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}))
	key = string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)}))
	return certificate, key
}

func serverCertificate(t *testing.T, c Cloud) string {
	certificate, key := pair(t)
	create := osc.CreateServerCertificateRequest{Name: "certificate", Body: certificate, PrivateKey: key, Path: new("/test/")}
	id := got(c.ServerCertificateApi.CreateServerCertificate(c.ctx).CreateServerCertificateRequest(create).Execute())(t).ServerCertificate.GetOrn()
	t.Cleanup(func() {
		request := osc.DeleteServerCertificateRequest{Name: "renamed"}
		got(c.ServerCertificateApi.DeleteServerCertificate(c.ctx).DeleteServerCertificateRequest(request).Execute())(t)
	})
	rename := osc.UpdateServerCertificateRequest{Name: "certificate", NewName: new("renamed")}
	id = got(c.ServerCertificateApi.UpdateServerCertificate(c.ctx).UpdateServerCertificateRequest(rename).Execute())(t).ServerCertificate.GetOrn()
	return id
}

func apiAccessRule(t *testing.T, c Cloud) {
	certificate, _ := pair(t)
	ca := got(c.CaApi.CreateCa(c.ctx).CreateCaRequest(osc.CreateCaRequest{CaPem: certificate, Description: new("Test")}).Execute())(t).Ca.GetCaId()
	t.Cleanup(func() {
		got(c.CaApi.DeleteCa(c.ctx).DeleteCaRequest(osc.DeleteCaRequest{CaId: ca}).Execute())(t)
	})
	got(c.CaApi.UpdateCa(c.ctx).UpdateCaRequest(osc.UpdateCaRequest{CaId: ca, Description: new("Changed")}).Execute())(t)

	create := osc.CreateApiAccessRuleRequest{CaIds: &[]string{ca}, Cns: &[]string{"test"}, Description: new("Test")}
	rule := got(c.ApiAccessRuleApi.CreateApiAccessRule(c.ctx).CreateApiAccessRuleRequest(create).Execute())(t).ApiAccessRule.GetApiAccessRuleId()
	t.Cleanup(func() {
		request := osc.DeleteApiAccessRuleRequest{ApiAccessRuleId: rule}
		got(c.ApiAccessRuleApi.DeleteApiAccessRule(c.ctx).DeleteApiAccessRuleRequest(request).Execute())(t)
	})
	change := osc.UpdateApiAccessRuleRequest{ApiAccessRuleId: rule, IpRanges: &[]string{"192.0.2.0/24"}}
	changed := got(c.ApiAccessRuleApi.UpdateApiAccessRule(c.ctx).UpdateApiAccessRuleRequest(change).Execute())(t).ApiAccessRule
	expect(t, "range of the rule", *only(t, changed.GetIpRanges()), "192.0.2.0/24")
}

func accessKeys(t *testing.T, c Cloud) {
	expires := time.Now().Add(24 * time.Hour).UTC().Format("2006-01-02")
	create := osc.CreateAccessKeyRequest{ExpirationDate: &expires, Tag: new("test")}
	key := got(c.AccessKeyApi.CreateAccessKey(c.ctx).CreateAccessKeyRequest(create).Execute())(t).AccessKey
	expect(t, "Tag", key.GetTag(), "test")
	t.Cleanup(func() {
		request := osc.DeleteAccessKeyRequest{AccessKeyId: key.GetAccessKeyId()}
		got(c.AccessKeyApi.DeleteAccessKey(c.ctx).DeleteAccessKeyRequest(request).Execute())(t)
	})
	disable := osc.UpdateAccessKeyRequest{AccessKeyId: key.GetAccessKeyId(), State: new("INACTIVE")}
	got(c.AccessKeyApi.UpdateAccessKey(c.ctx).UpdateAccessKeyRequest(disable).Execute())(t)
	read := osc.ReadAccessKeysRequest{Filters: &osc.FiltersAccessKeys{AccessKeyIds: &[]string{key.GetAccessKeyId()}}}
	expect(t, "State", only(t, got(c.AccessKeyApi.ReadAccessKeys(c.ctx).ReadAccessKeysRequest(read).Execute())(t).GetAccessKeys()).GetState(), "INACTIVE")
}

// Actions that came after v1.16 are unknown; so is what Terraform's provider needs them for.
func TestLaterActions(t *testing.T) {
	c := connect(serve(t), http.DefaultTransport)
	unknown := func(refuse func(*testing.T, int, string)) {
		t.Helper()
		refuse(t, http.StatusNotFound, "12000")
	}
	unknown(refused(c.UserApi.ReadUsers(c.ctx).ReadUsersRequest(osc.ReadUsersRequest{}).Execute()))
	unknown(refused(c.PolicyApi.ReadPolicies(c.ctx).ReadPoliciesRequest(osc.ReadPoliciesRequest{}).Execute()))
	unknown(refused(c.LoadBalancerApi.LinkLoadBalancerBackendMachines(c.ctx).LinkLoadBalancerBackendMachinesRequest(osc.LinkLoadBalancerBackendMachinesRequest{LoadBalancerName: balancer}).Execute()))
	unknown(refused(c.LoadBalancerApi.UnlinkLoadBalancerBackendMachines(c.ctx).UnlinkLoadBalancerBackendMachinesRequest(osc.UnlinkLoadBalancerBackendMachinesRequest{LoadBalancerName: balancer}).Execute()))
	unknown(refused(c.RouteTableApi.UpdateRouteTableLink(c.ctx).UpdateRouteTableLinkRequest(osc.UpdateRouteTableLinkRequest{LinkRouteTableId: "rtbassoc-12345678", RouteTableId: "rtb-12345678"}).Execute()))
}

// A client that does not know the secret key is told so.
func TestWrongSecretKey(t *testing.T) {
	c := connect(serve(t), http.DefaultTransport)
	wrong := osc.AWSv4{AccessKey: accessKey, SecretKey: "wrong"}
	request := c.NetApi.ReadNets(contextWith(wrong)).ReadNetsRequest(osc.ReadNetsRequest{})
	refused(request.Execute())(t, http.StatusUnauthorized, "1")
}
