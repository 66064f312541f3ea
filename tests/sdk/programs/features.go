// What programs in Go do beside declaring resources: check_features.py says what comes of it.
package main

import (
	outscale "outscale-native.invalid/sdk/go/outscalenative"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

type network struct {
	pulumi.ResourceState
	net    *outscale.Net
	subnet *outscale.Subnet
}

func newNetwork(ctx *pulumi.Context, name string, options ...pulumi.ResourceOption) (*network, error) {
	settings := config.New(ctx, "")
	made := &network{}
	err := ctx.RegisterComponentResource("features:index:Network", name, made, options...)
	if err != nil {
		return nil, err
	}
	made.net, err = outscale.NewNet(ctx, settings.Require("netName"), &outscale.NetArgs{
		IpRange: pulumi.String("10.0.0.0/16"),
		Tenancy: outscale.NetTenancyDefault,
		Tags:    pulumi.StringMap{"owner": pulumi.String(settings.Require("tag"))},
	}, pulumi.Parent(made), pulumi.Aliases([]pulumi.Alias{{Name: pulumi.String("before")}}),
		pulumi.IgnoreChanges([]string{"tags.owner"}))
	if err != nil {
		return nil, err
	}
	made.subnet, err = outscale.NewSubnet(ctx, "subnet", &outscale.SubnetArgs{
		NetId:   made.net.NetId,
		IpRange: pulumi.String("10.0.0.0/24"),
		Tags:    pulumi.StringMap{"owner": pulumi.String(settings.Require("tag"))},
	}, pulumi.Parent(made), pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "90s", Delete: "2m"}),
		pulumi.DeleteBeforeReplace(true), pulumi.ReplaceOnChanges([]string{"tags"}))
	if err != nil {
		return nil, err
	}
	return made, ctx.RegisterResourceOutputs(made, pulumi.Map{"netId": made.net.NetId})
}

func program(ctx *pulumi.Context) error {
	settings := config.New(ctx, "")
	provider, err := outscale.NewProvider(ctx, "here", &outscale.ProviderArgs{
		Region:      pulumi.String("eu-west-2"),
		Endpoint:    pulumi.String("emulator:" + settings.Require("cloud")),
		DefaultTags: pulumi.StringMap{"team": pulumi.String("net")},
	})
	if err != nil {
		return err
	}
	here := pulumi.Provider(provider)
	there, err := outscale.NewProvider(ctx, "there", &outscale.ProviderArgs{
		Region:     pulumi.String("us-east-2"),
		Endpoint:   pulumi.String("emulator:" + settings.Require("otherCloud")),
		IgnoreTags: pulumi.ToStringArray([]string{"billing*"}),
		MaxRetries: pulumi.Int(3),
	})
	if err != nil {
		return err
	}
	network, err := newNetwork(ctx, "network", pulumi.Providers(provider))
	if err != nil {
		return err
	}
	overThere, err := outscale.NewNet(ctx, "there", &outscale.NetArgs{IpRange: pulumi.String("10.1.0.0/16")}, pulumi.Provider(there))
	if err != nil {
		return err
	}
	ip, err := outscale.NewPublicIp(ctx, "ip", nil, here)
	if err != nil {
		return err
	}
	group, err := outscale.NewSecurityGroup(ctx, "group", &outscale.SecurityGroupArgs{
		Description: pulumi.String("Of the program"),
		NetId:       network.net.NetId,
		InboundRules: outscale.SecurityGroupRuleDetailsArray{
			outscale.SecurityGroupRuleDetailsArgs{
				IpProtocol:    pulumi.String("tcp"),
				FromPortRange: pulumi.Int(22),
				ToPortRange:   pulumi.Int(22),
				IpRanges:      pulumi.StringArray{pulumi.Sprintf("%s/32", ip.PublicIp)},
			},
			outscale.SecurityGroupRuleDetailsArgs{
				IpProtocol:    pulumi.String("tcp"),
				FromPortRange: pulumi.Int(80),
				ToPortRange:   pulumi.Int(settings.RequireInt("port")),
				IpRanges:      pulumi.ToStringArray([]string{"0.0.0.0/0"}),
			},
		},
	}, here)
	if err != nil {
		return err
	}
	key, err := outscale.NewAccessKey(ctx, "key", &outscale.AccessKeyArgs{State: outscale.AccessKeyStateEnumACTIVE}, here)
	if err != nil {
		return err
	}
	image := outscale.LookupImageOutput(ctx, outscale.LookupImageOutputArgs{
		Name:       pulumi.String("Ubuntu-22.04*"),
		Filters:    outscale.FiltersImageArgs{AccountAliases: pulumi.ToStringArray([]string{"Outscale"})},
		MostRecent: pulumi.Bool(true),
	}, here)
	vm, err := outscale.NewVm(ctx, "vm", &outscale.VmArgs{
		ImageId:          image.ImageId(),
		SubnetId:         network.subnet.SubnetId,
		VmType:           pulumi.String("tinav5.c1r2p2"),
		SecurityGroupIds: pulumi.StringArray{group.SecurityGroupId},
		UserData:         pulumi.Sprintf("key: %s", key.SecretKey.Elem()),
		BlockDeviceMappings: outscale.BlockDeviceMappingVmCreationArray{
			outscale.BlockDeviceMappingVmCreationArgs{
				DeviceName: pulumi.String("/dev/sdb"),
				Bsu: outscale.BsuToCreateArgs{
					VolumeSize:         pulumi.Int(10),
					VolumeType:         outscale.BsuToCreateVolumeTypeGp2,
					DeleteOnVmDeletion: pulumi.Bool(true),
				},
			},
		},
	}, here, pulumi.DependsOn([]pulumi.Resource{overThere}))
	if err != nil {
		return err
	}
	_, err = outscale.NewApiAccessPolicy(ctx, "policy", &outscale.ApiAccessPolicyArgs{
		MaxAccessKeyExpirationSeconds: pulumi.Int(0),
		RequireTrustedEnv:             pulumi.Bool(false),
	}, here, pulumi.Import(pulumi.ID("api-access-policy")))
	if err != nil {
		return err
	}
	found, err := outscale.GetNet(ctx, "found", network.net.ID(), nil, here)
	if err != nil {
		return err
	}
	subregions, err := outscale.GetSubregions(ctx, nil, here)
	if err != nil {
		return err
	}
	quotas, err := outscale.Call(ctx, &outscale.CallArgs{
		Action:  "ReadQuotas",
		Request: map[string]any{"Filters": map[string]any{"QuotaNames": []string{"vm_limit"}}},
	}, here)
	if err != nil {
		return err
	}
	types := quotas.Response["QuotaTypes"].([]any)
	quota := types[0].(map[string]any)["Quotas"].([]any)[0].(map[string]any)
	nets := outscale.GetNetsOutput(ctx, outscale.GetNetsOutputArgs{
		Filters: outscale.FiltersNetArgs{NetIds: pulumi.StringArray{network.net.NetId}},
	}, here)
	called := outscale.CallOutput(ctx, outscale.CallOutputArgs{
		Action:    pulumi.String("ReadSecretAccessKey"),
		Request:   pulumi.Map{"AccessKeyId": key.AccessKeyId},
		Plaintext: pulumi.Bool(false),
	}, here)
	secret := outscale.GetSecretAccessKeyOutput(ctx, outscale.GetSecretAccessKeyOutputArgs{AccessKeyId: key.AccessKeyId}, here)
	ctx.Export("found", found.IpRange)
	ctx.Export("nets", nets.Nets().ApplyT(func(nets []outscale.NetDetails) []string {
		ids := []string{}
		for _, net := range nets {
			ids = append(ids, net.NetId)
		}
		return ids
	}))
	ctx.Export("subregions", names(subregions.Subregions))
	ctx.Export("quotas", pulumi.Any(quota["Name"]))
	ctx.Export("called", called.Response())
	ctx.Export("secret", secret.SecretKey())
	ctx.Export("both", pulumi.Sprintf("%s %s", network.net.ID(), overThere.ID()))
	ctx.Export("address", vm.PrivateIp)
	return nil
}

func names(subregions []outscale.SubregionDetails) pulumi.StringArray {
	names := pulumi.StringArray{}
	for _, subregion := range subregions {
		names = append(names, pulumi.String(subregion.RegionName))
	}
	return names
}

func main() { pulumi.Run(program) }
