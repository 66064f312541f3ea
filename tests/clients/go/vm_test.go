package clients

import (
	"encoding/base64"
	"testing"

	osc "github.com/outscale/osc-sdk-go/v2"
)

func TestVm(t *testing.T) {
	onToday(t, func(t *testing.T, c Cloud) {
		net := createNet(t, c, "10.0.0.0/16")
		subnet := createSubnet(t, c, net, "10.0.1.0/24")
		gateway := internetService(t, c, net)
		routeTable(t, c, net, subnet, gateway)
		group, other := createSecurityGroup(t, c, &net, "web"), createSecurityGroup(t, c, &net, "other")

		vm := createVm(t, c, subnet, group, createKeypair(t, c))
		tagged(t, c, vm)
		linkedPublicIp(t, c, vm)
		nic(t, c, subnet, group, vm)
		volume := linkedVolume(t, c, vm)
		snapshot(t, c, volume)
		image(t, c, vm)
		flexibleGpu(t, c)
		updatedVm(t, c, vm, other)
	})
}

func createKeypair(t *testing.T, c Cloud) string {
	pair := got(c.KeypairApi.CreateKeypair(c.ctx).CreateKeypairRequest(osc.CreateKeypairRequest{KeypairName: "pair"}).Execute())(t).Keypair
	if pair.GetPrivateKey() == "" || pair.GetKeypairId() == "" {
		t.Error("a new keypair lacks its private key or its identifier")
	}
	t.Cleanup(func() {
		request := osc.DeleteKeypairRequest{KeypairId: pair.KeypairId}
		got(c.KeypairApi.DeleteKeypair(c.ctx).DeleteKeypairRequest(request).Execute())(t)
	})
	read := osc.ReadKeypairsRequest{Filters: &osc.FiltersKeypair{KeypairIds: &[]string{pair.GetKeypairId()}}}
	found := only(t, got(c.KeypairApi.ReadKeypairs(c.ctx).ReadKeypairsRequest(read).Execute())(t).GetKeypairs())
	expect(t, "KeypairFingerprint", found.GetKeypairFingerprint(), pair.GetKeypairFingerprint())
	tagged(t, c, pair.GetKeypairId())
	return pair.GetKeypairName()
}

// TestVmInThePublicCloud is about a VM without a Net, whose groups are named.
func TestVmInThePublicCloud(t *testing.T) {
	onToday(t, func(t *testing.T, c Cloud) {
		group := createSecurityGroup(t, c, nil, "public")
		request := osc.CreateVmsRequest{SecurityGroups: &[]string{"public"}, KeypairName: new(createKeypair(t, c))}
		id := launch(t, c, request)
		vm := readVm(t, c, id)
		expect(t, "security group", only(t, vm.GetSecurityGroups()).GetSecurityGroupId(), group)
		if vm.GetPublicIp() == "" {
			t.Error("a VM in the public Cloud lacks its public IP")
		}
		linkedPublicIp(t, c, id)
	})
}

// TestVmOfNics is about a VM that consists of a NIC made before, and one made with it.
func TestVmOfNics(t *testing.T) {
	onToday(t, func(t *testing.T, c Cloud) {
		net := createNet(t, c, "10.0.0.0/16")
		subnet := createSubnet(t, c, net, "10.0.1.0/24")
		group := createSecurityGroup(t, c, &net, "web")
		first := createNic(t, c, subnet, group)
		id := launch(t, c, osc.CreateVmsRequest{Nics: &[]osc.NicForVmCreation{
			{DeviceNumber: new(int32(0)), NicId: &first},
			{DeviceNumber: new(int32(1)), SubnetId: &subnet, SecurityGroupIds: &[]string{group}, DeleteOnVmDeletion: new(true)},
		}})
		expect(t, "number of NICs", len(readVm(t, c, id).GetNics()), 2)
	})
}

func createVm(t *testing.T, c Cloud, subnet, group, keypair string) string {
	id := launch(t, c, osc.CreateVmsRequest{
		VmType:           new("tinav5.c1r1p2"),
		KeypairName:      &keypair,
		SubnetId:         &subnet,
		SecurityGroupIds: &[]string{group},
		PrivateIps:       &[]string{"10.0.1.10"},
		UserData:         new(base64.StdEncoding.EncodeToString([]byte("#!/bin/sh\n"))),
		Placement:        &osc.Placement{SubregionName: new(subregion), Tenancy: new("default")},
		BlockDeviceMappings: &[]osc.BlockDeviceMappingVmCreation{
			{DeviceName: new("/dev/sda1"), Bsu: &osc.BsuToCreate{VolumeSize: new(int32(20)), VolumeType: new("gp2"), DeleteOnVmDeletion: new(true)}},
			{DeviceName: new("/dev/sdb"), Bsu: &osc.BsuToCreate{VolumeSize: new(int32(4)), VolumeType: new("io1"), Iops: new(int32(200)), DeleteOnVmDeletion: new(true)}},
		},
		DeletionProtection:   new(false),
		NestedVirtualization: new(false),
	})

	vm := readVm(t, c, id)
	expect(t, "PrivateIp", vm.GetPrivateIp(), "10.0.1.10")
	expect(t, "number of devices", len(vm.GetBlockDeviceMappings()), 2)
	for _, device := range vm.GetBlockDeviceMappings() {
		reaches(t, "in-use", func() string { return readVolume(t, c, device.Bsu.GetVolumeId()).GetState() }, "creating", "available")
		tagged(t, c, device.Bsu.GetVolumeId())
	}
	got(c.VmApi.ReadAdminPassword(c.ctx).ReadAdminPasswordRequest(osc.ReadAdminPasswordRequest{VmId: id}).Execute())(t)
	states := osc.ReadVmsStateRequest{Filters: &osc.FiltersVmsState{VmIds: &[]string{id}}}
	expect(t, "VmState", only(t, got(c.VmApi.ReadVmsState(c.ctx).ReadVmsStateRequest(states).Execute())(t).GetVmStates()).GetVmState(), "running")
	return id
}

// launch makes one VM, as Terraform's provider does it and takes it away.
func launch(t *testing.T, c Cloud, request osc.CreateVmsRequest) string {
	images := osc.ReadImagesRequest{Filters: &osc.FiltersImage{AccountAliases: &[]string{"Outscale"}}}
	request.ImageId = got(c.ImageApi.ReadImages(c.ctx).ReadImagesRequest(images).Execute())(t).GetImages()[0].GetImageId()
	request.BootOnCreation = new(true)
	request.MinVmsCount, request.MaxVmsCount = new(int32(1)), new(int32(1))
	id := only(t, got(c.VmApi.CreateVms(c.ctx).CreateVmsRequest(request).Execute())(t).GetVms()).GetVmId()
	t.Cleanup(func() {
		stop := osc.StopVmsRequest{VmIds: []string{id}, ForceStop: new(true)}
		got(c.VmApi.StopVms(c.ctx).StopVmsRequest(stop).Execute())(t)
		got(c.VmApi.DeleteVms(c.ctx).DeleteVmsRequest(osc.DeleteVmsRequest{VmIds: []string{id}}).Execute())(t)
		vmReaches(t, c, id, "terminated", "pending", "running", "shutting-down", "stopped", "stopping")
	})
	vmReaches(t, c, id, "running", "pending")
	return id
}

func readVm(t *testing.T, c Cloud, id string) *osc.Vm {
	t.Helper()
	request := osc.ReadVmsRequest{Filters: &osc.FiltersVm{VmIds: &[]string{id}}, ResultsPerPage: new(int32(1000))}
	return only(t, got(c.VmApi.ReadVms(c.ctx).ReadVmsRequest(request).Execute())(t).GetVms())
}

func vmReaches(t *testing.T, c Cloud, id, state string, onTheWay ...string) {
	t.Helper()
	reaches(t, state, func() string { return readVm(t, c, id).GetState() }, onTheWay...)
}

// updatedVm changes all that Terraform's provider puts in one request, while the VM is stopped.
func updatedVm(t *testing.T, c Cloud, id, group string) {
	got(c.VmApi.StopVms(c.ctx).StopVmsRequest(osc.StopVmsRequest{VmIds: []string{id}}).Execute())(t)
	vmReaches(t, c, id, "stopped", "running", "stopping")
	request := osc.UpdateVmRequest{
		VmId:                        id,
		VmType:                      new("tinav5.c2r4p2"),
		UserData:                    new(base64.StdEncoding.EncodeToString([]byte("#!/bin/bash\n"))),
		Performance:                 new("high"),
		NestedVirtualization:        new(true),
		IsSourceDestChecked:         new(false),
		VmInitiatedShutdownBehavior: new("terminate"),
		SecurityGroupIds:            &[]string{group},
		BlockDeviceMappings: &[]osc.BlockDeviceMappingVmUpdate{
			{DeviceName: new("/dev/sdb"), Bsu: &osc.BsuToUpdateVm{DeleteOnVmDeletion: new(true)}},
		},
	}
	got(c.VmApi.UpdateVm(c.ctx).UpdateVmRequest(request).Execute())(t)
	got(c.VmApi.StartVms(c.ctx).StartVmsRequest(osc.StartVmsRequest{VmIds: []string{id}}).Execute())(t)
	vmReaches(t, c, id, "running", "pending")

	vm := readVm(t, c, id)
	expect(t, "VmInitiatedShutdownBehavior", vm.GetVmInitiatedShutdownBehavior(), "terminate")
	expect(t, "NestedVirtualization", vm.GetNestedVirtualization(), true)
	expect(t, "security group", only(t, vm.GetSecurityGroups()).GetSecurityGroupId(), group)
}

func linkedPublicIp(t *testing.T, c Cloud, vm string) {
	ip := createPublicIp(t, c)
	request := osc.LinkPublicIpRequest{PublicIpId: ip.PublicIpId, VmId: &vm}
	link := got(c.PublicIpApi.LinkPublicIp(c.ctx).LinkPublicIpRequest(request).Execute())(t).LinkPublicIpId
	t.Cleanup(func() {
		request := osc.UnlinkPublicIpRequest{LinkPublicIpId: link}
		got(c.PublicIpApi.UnlinkPublicIp(c.ctx).UnlinkPublicIpRequest(request).Execute())(t)
	})
	read := osc.ReadPublicIpsRequest{Filters: &osc.FiltersPublicIp{LinkPublicIpIds: &[]string{*link}}}
	found := only(t, got(c.PublicIpApi.ReadPublicIps(c.ctx).ReadPublicIpsRequest(read).Execute())(t).GetPublicIps())
	expect(t, "VmId of the public IP", found.GetVmId(), vm)
	users := osc.ReadVmsRequest{Filters: &osc.FiltersVm{PublicIps: &[]string{ip.GetPublicIp()}}}
	expect(t, "VM with the public IP", only(t, got(c.VmApi.ReadVms(c.ctx).ReadVmsRequest(users).Execute())(t).GetVms()).GetVmId(), vm)
}

func createNic(t *testing.T, c Cloud, subnet, group string) string {
	create := osc.CreateNicRequest{SubnetId: subnet, SecurityGroupIds: &[]string{group}, Description: new("Test")}
	id := got(c.NicApi.CreateNic(c.ctx).CreateNicRequest(create).Execute())(t).Nic.GetNicId()
	t.Cleanup(func() {
		got(c.NicApi.DeleteNic(c.ctx).DeleteNicRequest(osc.DeleteNicRequest{NicId: id}).Execute())(t)
	})
	return id
}

func nic(t *testing.T, c Cloud, subnet, group, vm string) {
	id := createNic(t, c, subnet, group)
	read := func() *osc.Nic {
		request := osc.ReadNicsRequest{Filters: &osc.FiltersNic{NicIds: &[]string{id}}}
		return only(t, got(c.NicApi.ReadNics(c.ctx).ReadNicsRequest(request).Execute())(t).GetNics())
	}
	secondary := osc.LinkPrivateIpsRequest{NicId: id, PrivateIps: &[]string{"10.0.1.20"}}
	got(c.NicApi.LinkPrivateIps(c.ctx).LinkPrivateIpsRequest(secondary).Execute())(t)
	expect(t, "number of private IPs", len(read().GetPrivateIps()), 2)
	unlink := osc.UnlinkPrivateIpsRequest{NicId: id, PrivateIps: []string{"10.0.1.20"}}
	got(c.NicApi.UnlinkPrivateIps(c.ctx).UnlinkPrivateIpsRequest(unlink).Execute())(t)

	link := osc.LinkNicRequest{NicId: id, VmId: vm, DeviceNumber: 1}
	linkId := got(c.NicApi.LinkNic(c.ctx).LinkNicRequest(link).Execute())(t).GetLinkNicId()
	t.Cleanup(func() {
		got(c.NicApi.UnlinkNic(c.ctx).UnlinkNicRequest(osc.UnlinkNicRequest{LinkNicId: linkId}).Execute())(t)
		reaches(t, "available", func() string { return read().GetState() }, "in-use", "detaching")
	})
	reaches(t, "attached", func() string { return read().LinkNic.GetState() }, "attaching")
	update := osc.UpdateNicRequest{NicId: id, Description: new("changed")}
	expect(t, "Description", got(c.NicApi.UpdateNic(c.ctx).UpdateNicRequest(update).Execute())(t).Nic.GetDescription(), "changed")
}

func readVolume(t *testing.T, c Cloud, id string) *osc.Volume {
	t.Helper()
	request := osc.ReadVolumesRequest{Filters: &osc.FiltersVolume{VolumeIds: &[]string{id}}, ResultsPerPage: new(int32(1000))}
	return only(t, got(c.VolumeApi.ReadVolumes(c.ctx).ReadVolumesRequest(request).Execute())(t).GetVolumes())
}

func linkedVolume(t *testing.T, c Cloud, vm string) string {
	create := osc.CreateVolumeRequest{SubregionName: subregion, Size: new(int32(10)), VolumeType: new("standard"), ClientToken: new("once")}
	id := got(c.VolumeApi.CreateVolume(c.ctx).CreateVolumeRequest(create).Execute())(t).Volume.GetVolumeId()
	state := func() string { return readVolume(t, c, id).GetState() }
	t.Cleanup(func() {
		got(c.VolumeApi.DeleteVolume(c.ctx).DeleteVolumeRequest(osc.DeleteVolumeRequest{VolumeId: id}).Execute())(t)
	})
	reaches(t, "available", state, "creating")
	link := osc.LinkVolumeRequest{VolumeId: id, VmId: vm, DeviceName: "/dev/sdc"}
	got(c.VolumeApi.LinkVolume(c.ctx).LinkVolumeRequest(link).Execute())(t)
	t.Cleanup(func() {
		got(c.VolumeApi.UnlinkVolume(c.ctx).UnlinkVolumeRequest(osc.UnlinkVolumeRequest{VolumeId: id}).Execute())(t)
		reaches(t, "available", state, "in-use")
	})
	reaches(t, "in-use", state, "available")
	expect(t, "VM of the volume", only(t, readVolume(t, c, id).GetLinkedVolumes()).GetVmId(), vm)

	// Today a volume in use can grow.
	grow := osc.UpdateVolumeRequest{VolumeId: id, Size: new(int32(12))}
	grown := got(c.VolumeApi.UpdateVolume(c.ctx).UpdateVolumeRequest(grow).Execute())(t).Volume
	if task := grown.GetTaskId(); task != "" {
		request := osc.ReadVolumeUpdateTasksRequest{Filters: &osc.FiltersReadVolumeUpdateTask{TaskIds: &[]string{task}}}
		got(c.VolumeApi.ReadVolumeUpdateTasks(c.ctx).ReadVolumeUpdateTasksRequest(request).Execute())(t)
	}
	reaches(t, "12", func() string {
		if readVolume(t, c, id).GetSize() == 12 {
			return "12"
		}
		return "smaller"
	}, "smaller")
	faster := osc.UpdateVolumeRequest{VolumeId: id, VolumeType: new("io1"), Iops: new(int32(300))}
	got(c.VolumeApi.UpdateVolume(c.ctx).UpdateVolumeRequest(faster).Execute())(t)
	expect(t, "Iops", readVolume(t, c, id).GetIops(), 300)
	return id
}

func snapshot(t *testing.T, c Cloud, volume string) {
	create := osc.CreateSnapshotRequest{VolumeId: &volume, Description: new("Test")}
	id := got(c.SnapshotApi.CreateSnapshot(c.ctx).CreateSnapshotRequest(create).Execute())(t).Snapshot.GetSnapshotId()
	t.Cleanup(func() {
		got(c.SnapshotApi.DeleteSnapshot(c.ctx).DeleteSnapshotRequest(osc.DeleteSnapshotRequest{SnapshotId: id}).Execute())(t)
	})
	read := osc.ReadSnapshotsRequest{Filters: &osc.FiltersSnapshot{SnapshotIds: &[]string{id}}}
	reaches(t, "completed", func() string {
		return only(t, got(c.SnapshotApi.ReadSnapshots(c.ctx).ReadSnapshotsRequest(read).Execute())(t).GetSnapshots()).GetState()
	}, "in-queue", "pending")
	neighbour := osc.PermissionsOnResource{AccountIds: &[]string{"100000000002"}}
	share := osc.UpdateSnapshotRequest{SnapshotId: id, PermissionsToCreateVolume: osc.PermissionsOnResourceCreation{Additions: &neighbour}}
	shared := got(c.SnapshotApi.UpdateSnapshot(c.ctx).UpdateSnapshotRequest(share).Execute())(t).Snapshot
	expect(t, "account that may use the snapshot", *only(t, shared.PermissionsToCreateVolume.GetAccountIds()), "100000000002")

	export := osc.CreateSnapshotExportTaskRequest{SnapshotId: id, OsuExport: osc.OsuExportToCreate{DiskImageFormat: "qcow2", OsuBucket: "bucket"}}
	task := got(c.SnapshotApi.CreateSnapshotExportTask(c.ctx).CreateSnapshotExportTaskRequest(export).Execute())(t).SnapshotExportTask.GetTaskId()
	tasks := osc.ReadSnapshotExportTasksRequest{Filters: &osc.FiltersSnapshotExportTask{TaskIds: &[]string{task}}}
	reaches(t, "completed", func() string {
		return only(t, got(c.SnapshotApi.ReadSnapshotExportTasks(c.ctx).ReadSnapshotExportTasksRequest(tasks).Execute())(t).GetSnapshotExportTasks()).GetState()
	}, "pending/queued", "pending", "active")
}

func image(t *testing.T, c Cloud, vm string) {
	create := osc.CreateImageRequest{VmId: &vm, ImageName: new("golden"), NoReboot: new(true), Description: new("Test")}
	id := got(c.ImageApi.CreateImage(c.ctx).CreateImageRequest(create).Execute())(t).Image.GetImageId()
	read := func() *osc.Image {
		request := osc.ReadImagesRequest{Filters: &osc.FiltersImage{ImageIds: &[]string{id}}}
		return only(t, got(c.ImageApi.ReadImages(c.ctx).ReadImagesRequest(request).Execute())(t).GetImages())
	}
	t.Cleanup(func() {
		devices := read().GetBlockDeviceMappings()
		got(c.ImageApi.DeleteImage(c.ctx).DeleteImageRequest(osc.DeleteImageRequest{ImageId: id}).Execute())(t)
		for _, device := range devices {
			request := osc.DeleteSnapshotRequest{SnapshotId: device.Bsu.GetSnapshotId()}
			got(c.SnapshotApi.DeleteSnapshot(c.ctx).DeleteSnapshotRequest(request).Execute())(t)
		}
	})
	reaches(t, "available", func() string { return read().GetState() }, "pending")
	neighbour := osc.PermissionsOnResource{AccountIds: &[]string{"100000000002"}}
	share := osc.UpdateImageRequest{ImageId: id, Description: new("Shared"), PermissionsToLaunch: &osc.PermissionsOnResourceCreation{Additions: &neighbour}}
	got(c.ImageApi.UpdateImage(c.ctx).UpdateImageRequest(share).Execute())(t)
	expect(t, "Description", read().GetDescription(), "Shared")
}

func flexibleGpu(t *testing.T, c Cloud) {
	models := got(c.FlexibleGpuApi.ReadFlexibleGpuCatalog(c.ctx).ReadFlexibleGpuCatalogRequest(osc.ReadFlexibleGpuCatalogRequest{}).Execute())(t).GetFlexibleGpuCatalog()
	create := osc.CreateFlexibleGpuRequest{ModelName: models[0].GetModelName(), SubregionName: subregion}
	id := got(c.FlexibleGpuApi.CreateFlexibleGpu(c.ctx).CreateFlexibleGpuRequest(create).Execute())(t).FlexibleGpu.GetFlexibleGpuId()
	t.Cleanup(func() {
		got(c.FlexibleGpuApi.DeleteFlexibleGpu(c.ctx).DeleteFlexibleGpuRequest(osc.DeleteFlexibleGpuRequest{FlexibleGpuId: id}).Execute())(t)
	})
	tagged(t, c, id)
	update := osc.UpdateFlexibleGpuRequest{FlexibleGpuId: id, DeleteOnVmDeletion: new(true)}
	expect(t, "DeleteOnVmDeletion", got(c.FlexibleGpuApi.UpdateFlexibleGpu(c.ctx).UpdateFlexibleGpuRequest(update).Execute())(t).FlexibleGpu.GetDeleteOnVmDeletion(), true)
}
