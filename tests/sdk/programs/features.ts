// What programs in TypeScript do beside declaring resources: check_features.py says what comes of it.
import * as pulumi from "@pulumi/pulumi";
import * as outscale from "pulumi-outscale-native";

const config = new pulumi.Config();

const here = new outscale.Provider("here", {
    region: "eu-west-2",
    endpoint: `emulator:${config.require("cloud")}`,
    defaultTags: { team: "net" },
});
const there = new outscale.Provider("there", {
    region: "us-east-2",
    endpoint: `emulator:${config.require("otherCloud")}`,
    ignoreTags: ["billing*"],
    maxRetries: 3,
});

class Network extends pulumi.ComponentResource {
    readonly net: outscale.Net;
    readonly subnet: outscale.Subnet;

    constructor(name: string, options: pulumi.ComponentResourceOptions) {
        super("features:index:Network", name, {}, options);
        const netArgs: outscale.NetArgs = {
            ipRange: "10.0.0.0/16",
            tenancy: outscale.NetTenancy.Default,
            tags: { owner: config.require("tag") },
        };
        this.net = new outscale.Net(config.require("netName"), netArgs, {
            parent: this,
            aliases: [{ name: "before" }],
            ignoreChanges: ["tags.owner"],
        });
        const subnetArgs = { netId: this.net.netId, ipRange: "10.0.0.0/24", tags: { owner: config.require("tag") } };
        this.subnet = new outscale.Subnet("subnet", subnetArgs, {
            parent: this,
            customTimeouts: { create: "90s", delete: "2m" },
            deleteBeforeReplace: true,
            replaceOnChanges: ["tags"],
        });
        this.registerOutputs({ netId: this.net.netId });
    }
}

const network = new Network("network", { providers: [here] });
const overThere = new outscale.Net("there", { ipRange: "10.1.0.0/16" }, { provider: there });
const ip = new outscale.PublicIp("ip", {}, { provider: here });
const group = new outscale.SecurityGroup("group", {
    description: "Of the program",
    netId: network.net.netId,
    inboundRules: [
        { ipProtocol: "tcp", fromPortRange: 22, toPortRange: 22, ipRanges: [pulumi.interpolate`${ip.publicIp}/32`] },
        { ipProtocol: "tcp", fromPortRange: 80, toPortRange: config.requireNumber("port"), ipRanges: ["0.0.0.0/0"] },
    ],
}, { provider: here });
const key = new outscale.AccessKey("key", { state: outscale.AccessKeyState.ACTIVE }, { provider: here });
const image = outscale.getImageOutput({
    name: "Ubuntu-22.04*",
    filters: { accountAliases: ["Outscale"] },
    mostRecent: true,
}, { provider: here });
const vm = new outscale.Vm("vm", {
    imageId: image.imageId,
    subnetId: network.subnet.subnetId,
    vmType: "tinav5.c1r2p2",
    securityGroupIds: [group.securityGroupId],
    userData: pulumi.interpolate`key: ${key.secretKey}`,
    blockDeviceMappings: [
        { deviceName: "/dev/sdb", bsu: { volumeSize: 10, volumeType: outscale.BsuToCreateVolumeType.Gp2, deleteOnVmDeletion: true } },
    ],
}, { provider: here, dependsOn: [overThere] });
new outscale.ApiAccessPolicy("policy", { maxAccessKeyExpirationSeconds: 0, requireTrustedEnv: false }, {
    provider: here,
    import: "api-access-policy",
});

export const found = outscale.Net.get("found", network.net.id, { provider: here }).ipRange;
export const nets = outscale.getNetsOutput({ filters: { netIds: [network.net.netId] } }, { provider: here })
    .nets.apply(all => all.map(net => net.netId));
export const subregions = outscale.getSubregions({}, { provider: here }).then(of => of.subregions.map(one => one.regionName));
export const quotas = outscale.call({ action: "ReadQuotas", request: { Filters: { QuotaNames: ["vm_limit"] } } }, { provider: here })
    .then(of => of.response.QuotaTypes[0].Quotas[0].Name);
export const called = outscale.callOutput({
    action: "ReadSecretAccessKey",
    request: { AccessKeyId: key.accessKeyId },
    plaintext: false,
}, { provider: here }).response;
export const secret = outscale.getSecretAccessKeyOutput({ accessKeyId: key.accessKeyId }, { provider: here }).secretKey;
export const both = pulumi.all([network.net.id, overThere.id]).apply(ids => ids.join(" "));
export const address = vm.privateIp;
