package main

import (
	"net/http"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

func (c *cloud) offerServerActions() {
	for command, status := range map[string]string{
		"poweron": "running", "reboot": "running", "reset": "running", "poweroff": "off", "shutdown": "off",
	} {
		act(c, &c.servers, command, func(server *schema.Server, _ nothing) error {
			server.Status = status
			return nil
		})
	}
	act(c, &c.servers, "change_type", c.changeType)
	act(c, &c.servers, "change_protection", protectServer)
	act(c, &c.servers, "enable_backup", func(server *schema.Server, _ nothing) error {
		window := "22-02"
		server.BackupWindow = &window
		return nil
	})
	act(c, &c.servers, "disable_backup", func(server *schema.Server, _ nothing) error {
		server.BackupWindow = nil
		return nil
	})
	act(c, &c.servers, "add_to_placement_group", func(server *schema.Server, body schema.ServerActionAddToPlacementGroupRequest) error {
		if err := stopped(server); err != nil {
			return err
		}
		return c.place(server, body.PlacementGroup)
	})
	act(c, &c.servers, "remove_from_placement_group", func(server *schema.Server, _ nothing) error {
		if err := stopped(server); err != nil {
			return err
		}
		server.PlacementGroup = nil
		return nil
	})
	c.handle("POST /servers/{id}/actions/rebuild", c.rebuild)
}

// changeType needs a stopped server, the same architecture and a disk that does not shrink.
func (c *cloud) changeType(server *schema.Server, body schema.ServerActionChangeTypeRequest) error {
	serverType, err := c.serverTypes.byReference(body.ServerType)
	if err != nil {
		return err
	}
	if err := stopped(server); err != nil {
		return err
	}
	if serverType.Architecture != server.ServerType.Architecture || serverType.Disk < server.PrimaryDiskSize {
		return fail(hcloud.ErrorCodeInvalidServerType, "server %d cannot become a %s", server.ID, serverType.Name)
	}
	if _, err := c.locationFor(server.Location.Name, serverType); err != nil {
		return err
	}
	server.ServerType = *serverType
	if body.UpgradeDisk {
		server.PrimaryDiskSize = serverType.Disk
	}
	return nil
}

// protectServer: both protections are given together and have the same value, so the API has it.
func protectServer(server *schema.Server, body schema.ServerActionChangeProtectionRequest) error {
	protection := server.Protection
	if body.Delete != nil {
		protection.Delete = *body.Delete
	}
	if body.Rebuild != nil {
		protection.Rebuild = *body.Rebuild
	}
	if protection.Delete != protection.Rebuild {
		return invalid("rebuild", "delete and rebuild protection must have the same value")
	}
	server.Protection = protection
	return nil
}

func (c *cloud) rebuild(r *http.Request) (any, error) {
	server, err := c.servers.byPath(r)
	if err != nil {
		return nil, err
	}
	body, err := decode[schema.ServerActionRebuildRequest](r)
	if err != nil {
		return nil, err
	}
	if server.Protection.Rebuild {
		return nil, fail(hcloud.ErrorCodeProtected, "server rebuild is protected")
	}
	image, err := c.imageFor(body.Image, server.ServerType.Architecture)
	if err != nil {
		return nil, err
	}
	server.Image = image
	return schema.ServerActionRebuildResponse{Action: c.done("rebuild_server", c.servers.reference(server))}, nil
}
