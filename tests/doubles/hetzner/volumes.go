package main

import (
	"fmt"
	"net/http"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

// Limits of volumes: https://www.hetzner.com/cloud/ of 2025-08-19 (10 GB to 10 TB, up to 16 to a
// server).
const (
	minVolumeGB         = 10
	maxVolumeGB         = 10240
	maxVolumesPerServer = 16
)

func (c *cloud) offerVolumes() {
	c.volumes = kind[schema.Volume]{one: "volume", many: "volumes",
		common: func(v *schema.Volume) common {
			return common{id: &v.ID, name: &v.Name, labels: &v.Labels, created: &v.Created, protected: &v.Protection.Delete}
		},
		release: func(v *schema.Volume) error {
			if v.Server != nil {
				return fail(hcloud.ErrorCodeServiceError, "volume with ID '%d' is still attached to a server", v.ID)
			}
			return nil
		},
	}
	c.volumes.readable(c)
	c.volumes.updatable(c)
	c.volumes.deletable(c)
	protectable(c, &c.volumes)
	c.handle("POST /volumes", c.createVolume)
	act(c, &c.volumes, "attach", func(volume *schema.Volume, body schema.VolumeActionAttachVolumeRequest) error {
		return c.attachVolume(volume, body.Server)
	})
	act(c, &c.volumes, "detach", func(volume *schema.Volume, _ nothing) error {
		if volume.Server == nil {
			return fail(hcloud.ErrorCodeServiceError, "volume with ID '%d' is not attached", volume.ID)
		}
		volume.Server = nil
		return nil
	})
	act(c, &c.volumes, "resize", func(volume *schema.Volume, body schema.VolumeActionResizeVolumeRequest) error {
		if body.Size <= volume.Size || body.Size > maxVolumeGB {
			return invalid("size", "volumes only grow, to %d GB at most", maxVolumeGB)
		}
		volume.Size = body.Size
		return nil
	})
}

func (c *cloud) createVolume(r *http.Request) (any, error) {
	body, err := decode[schema.VolumeCreateRequest](r)
	if err != nil {
		return nil, err
	}
	if body.Size < minVolumeGB || body.Size > maxVolumeGB {
		return nil, invalid("size", "%d is not in %d…%d", body.Size, minVolumeGB, maxVolumeGB)
	}
	if body.Format != nil && *body.Format != "ext4" && *body.Format != "xfs" {
		return nil, invalid("format", "%q", *body.Format)
	}
	volume := &schema.Volume{Size: body.Size, Format: body.Format, Status: "available"}
	switch {
	case (body.Server == nil) == (body.Location == nil):
		return nil, invalid("location", "a volume is created in a location or on a server")
	case body.Server != nil:
		server, err := c.servers.byID(*body.Server)
		if err != nil {
			return nil, err
		}
		volume.Location = server.Location
		if err := c.attachVolume(volume, server.ID); err != nil {
			return nil, err
		}
	default:
		location, err := c.locations.byReference(*body.Location)
		if err != nil {
			return nil, err
		}
		volume.Location = *location
	}
	if err := c.volumes.create(c, volume, body.Name, body.Labels); err != nil {
		return nil, err
	}
	volume.LinuxDevice = fmt.Sprintf("/dev/disk/by-id/scsi-0HC_Volume_%d", volume.ID)
	action := c.done("create_volume", c.volumes.reference(volume))
	answer := schema.VolumeCreateResponse{Volume: *volume, Action: &action, NextActions: []schema.Action{}}
	if volume.Server != nil {
		answer.NextActions = append(answer.NextActions, c.done("attach_volume", c.volumes.reference(volume)))
	}
	return answer, nil
}

func (c *cloud) attachVolume(volume *schema.Volume, id int64) error {
	server, err := c.servers.byID(id)
	if err != nil {
		return err
	}
	switch {
	case volume.Server != nil:
		return fail(hcloud.ErrorCodeVolumeAlreadyAttached, "volume with ID '%d' is already attached", volume.ID)
	case volume.Location.ID != server.Location.ID:
		return invalid("server", "server %d is in another location than the volume", id)
	case len(c.viewServer(server).Volumes) >= maxVolumesPerServer:
		return fail(hcloud.ErrorCodeResourceLimitExceeded, "server %d has %d volumes already", id, maxVolumesPerServer)
	}
	volume.Server = &server.ID
	return nil
}
