package main

import (
	"net/http"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

// maxSpread is the number of servers a spread group takes:
// https://docs.hetzner.com/cloud/placement-groups/overview, 2022-08-22.
const maxSpread = 10

func (c *cloud) offerPlacementGroups() {
	c.placementGroups = kind[schema.PlacementGroup]{one: "placement_group", many: "placement_groups",
		common: func(g *schema.PlacementGroup) common {
			return common{id: &g.ID, name: &g.Name, labels: &g.Labels, created: &g.Created}
		},
		view: c.viewPlacementGroup,
		release: func(g *schema.PlacementGroup) error {
			if len(c.viewPlacementGroup(g).Servers) > 0 {
				return fail(hcloud.ErrorCodeResourceInUse, "placement group still has servers")
			}
			return nil
		},
	}
	c.placementGroups.readable(c)
	c.placementGroups.updatable(c)
	c.placementGroups.deletable(c)
	c.handle("POST /placement_groups", func(r *http.Request) (any, error) {
		body, err := decode[schema.PlacementGroupCreateRequest](r)
		if err != nil {
			return nil, err
		}
		if body.Type != "spread" {
			return nil, invalid("type", "%q", body.Type)
		}
		group := &schema.PlacementGroup{Type: body.Type}
		if err := c.placementGroups.create(c, group, body.Name, body.Labels); err != nil {
			return nil, err
		}
		return schema.PlacementGroupCreateResponse{PlacementGroup: c.viewPlacementGroup(group)}, nil
	})
}

func (c *cloud) viewPlacementGroup(group *schema.PlacementGroup) schema.PlacementGroup {
	shown := *group
	shown.Servers = []int64{}
	for _, server := range c.servers.all() {
		if server.PlacementGroup != nil && server.PlacementGroup.ID == group.ID {
			shown.Servers = append(shown.Servers, server.ID)
		}
	}
	return shown
}

// place puts a server into a group that has room for it.
func (c *cloud) place(server *schema.Server, id int64) error {
	group, err := c.placementGroups.byID(id)
	if err != nil {
		return err
	}
	if len(c.viewPlacementGroup(group).Servers) >= maxSpread {
		return fail(hcloud.ErrorCodePlacementError, "placement group %d has %d servers already", id, maxSpread)
	}
	server.PlacementGroup = group
	return nil
}
