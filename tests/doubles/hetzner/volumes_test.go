package main

import (
	"fmt"
	"testing"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

func TestVolumes(t *testing.T) {
	c := project(t)
	fsn, nbg := &hcloud.Location{Name: "fsn1"}, &hcloud.Location{Name: "nbg1"}
	for _, bad := range []hcloud.VolumeCreateOpts{
		{Name: "v", Size: 9, Location: fsn},
		{Name: "v", Size: 10241, Location: fsn},
		{Name: "v", Size: 10, Location: fsn, Format: hcloud.Ptr("ntfs")},
	} {
		refused(t, hcloud.ErrorCodeInvalidInput, c.Volume.Create, bad)
	}
	refused(t, hcloud.ErrorCodeNotFound, c.Volume.Create, hcloud.VolumeCreateOpts{Name: "v", Size: 10, Location: &hcloud.Location{Name: "x"}})
	made := ok(t, c.Volume.Create, hcloud.VolumeCreateOpts{Name: "v", Size: 10, Location: fsn, Format: hcloud.Ptr("xfs")}).Volume
	equal(t, "the device", made.LinuxDevice, "/dev/disk/by-id/scsi-0HC_Volume_1")
	refused(t, hcloud.ErrorCodeUniquenessError, c.Volume.Create, hcloud.VolumeCreateOpts{Name: "v", Size: 10, Location: fsn})

	refused2(t, hcloud.ErrorCodeInvalidInput, c.Volume.Resize, made, 10)
	ok2(t, c.Volume.Resize, made, 11)
	equal(t, "the size", ok(t, c.Volume.GetByID, made.ID).Size, 11)
	equal(t, "the name", ok2(t, c.Volume.Update, made, hcloud.VolumeUpdateOpts{Name: "w"}).Name, "w")

	owner := server(t, c, "one")
	refused2(t, hcloud.ErrorCodeNotFound, c.Volume.Attach, made, &hcloud.Server{ID: 9})
	ok2(t, c.Volume.Attach, made, owner)
	refused2(t, hcloud.ErrorCodeVolumeAlreadyAttached, c.Volume.Attach, made, owner)
	kept(t, hcloud.ErrorCodeServiceError, c.Volume.Delete, made)
	ok(t, c.Volume.Detach, made)
	refused(t, hcloud.ErrorCodeServiceError, c.Volume.Detach, made)
	away := ok(t, c.Volume.Create, hcloud.VolumeCreateOpts{Name: "away", Size: 10, Location: nbg}).Volume
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Volume.Attach, away, owner)

	ok2(t, c.Volume.ChangeProtection, made, hcloud.VolumeChangeProtectionOpts{Delete: hcloud.Ptr(true)})
	kept(t, hcloud.ErrorCodeProtected, c.Volume.Delete, made)
	ok2(t, c.Volume.ChangeProtection, made, hcloud.VolumeChangeProtectionOpts{Delete: hcloud.Ptr(false)})
	gone(t, c.Volume.Delete, made)
}

func TestVolumesOfOneServer(t *testing.T) {
	c := project(t)
	owner := server(t, c, "one")
	create := func(i int) hcloud.VolumeCreateOpts {
		return hcloud.VolumeCreateOpts{Name: fmt.Sprint("v", i), Size: 10, Server: owner}
	}
	for i := range 16 {
		result := ok(t, c.Volume.Create, create(i))
		equal(t, "the server", result.Volume.Server.ID, owner.ID)
		equal(t, "the next action", result.NextActions[0].Command, "attach_volume")
	}
	refused(t, hcloud.ErrorCodeResourceLimitExceeded, c.Volume.Create, create(16))
	ok(t, c.Server.DeleteWithResult, owner)
	if left := ok(t, c.Volume.GetByID, 16); left == nil || left.Server != nil {
		t.Errorf("the volume of a deleted server is %v", left)
	}
}
