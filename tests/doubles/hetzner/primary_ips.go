package main

import (
	"fmt"
	"net/http"

	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

func (c *cloud) offerPrimaryIPs() {
	c.primaryIPs = kind[schema.PrimaryIP]{one: "primary_ip", many: "primary_ips",
		common: func(p *schema.PrimaryIP) common {
			return common{id: &p.ID, name: &p.Name, labels: &p.Labels, created: &p.Created, protected: &p.Protection.Delete}
		},
		patch: func(p *schema.PrimaryIP, body updateRequest) error {
			if body.ExposeRoutesToVSwitch != nil {
				return invalid("expose_routes_to_vswitch", "a primary IP has no routes")
			}
			if body.AutoDelete != nil {
				p.AutoDelete = *body.AutoDelete
			}
			return nil
		},
		release: c.unassign,
	}
	c.primaryIPs.readable(c)
	c.primaryIPs.updatable(c)
	c.primaryIPs.deletable(c)
	protectable(c, &c.primaryIPs)
	c.handle("POST /primary_ips", c.createPrimaryIP)
	act(c, &c.primaryIPs, "assign", func(ip *schema.PrimaryIP, body schema.PrimaryIPActionAssignRequest) error {
		return c.assign(ip, body.AssigneeID)
	})
	act(c, &c.primaryIPs, "unassign", func(ip *schema.PrimaryIP, _ nothing) error { return c.unassign(ip) })
}

func (c *cloud) createPrimaryIP(r *http.Request) (any, error) {
	body, err := decode[schema.PrimaryIPCreateRequest](r)
	if err != nil {
		return nil, err
	}
	ip := &schema.PrimaryIP{Type: body.Type, AutoDelete: body.AutoDelete != nil && *body.AutoDelete}
	if body.AssigneeType != "server" {
		return nil, invalid("assignee_type", "%q", body.AssigneeType)
	}
	if body.Datacenter != "" {
		return nil, datacenterGone
	}
	var owner *schema.Server
	if body.AssigneeID != nil {
		if owner, err = c.servers.byID(*body.AssigneeID); err != nil {
			return nil, err
		}
		ip.Location = owner.Location
	} else {
		location, err := c.locations.byReference(schema.IDOrName{Name: body.Location})
		if err != nil {
			return nil, err
		}
		ip.Location = *location
	}
	if err := c.number(ip); err != nil {
		return nil, err
	}
	if err := c.primaryIPs.create(c, ip, body.Name, body.Labels); err != nil {
		return nil, err
	}
	if owner != nil {
		if err := c.assign(ip, owner.ID); err != nil {
			delete(c.primaryIPs.rows, ip.ID)
			return nil, err
		}
	}
	action := c.done("create_primary_ip", c.primaryIPs.reference(ip))
	return schema.PrimaryIPCreateResponse{PrimaryIP: *ip, Action: &action}, nil
}

// number gives a primary IP its address: one of IPv4, a /64 of IPv6.
func (c *cloud) number(ip *schema.PrimaryIP) (err error) {
	switch ip.Type {
	case "ipv4":
		ip.IP, err = c.freeIPv4()
	case "ipv6":
		ip.IP = c.freeIPv6().String()
	default:
		err = invalid("type", "%q", ip.Type)
	}
	ip.AssigneeType = "server"
	ip.Labels = map[string]string{}
	ip.DNSPtr = []schema.PrimaryIPDNSPTR{}
	return err
}

// assigned is the address of a type that a server has, or nil.
func (c *cloud) assigned(server int64, version string) *schema.PrimaryIP {
	for _, ip := range c.primaryIPs.all() {
		if ip.AssigneeID != nil && *ip.AssigneeID == server && ip.Type == version {
			return ip
		}
	}
	return nil
}

// assign gives an address to a server that is off and has none of its type.
func (c *cloud) assign(ip *schema.PrimaryIP, id int64) error {
	server, err := c.servers.byID(id)
	if err != nil {
		return err
	}
	if err := stopped(server); err != nil {
		return err
	}
	return c.give(ip, server)
}

func (c *cloud) give(ip *schema.PrimaryIP, server *schema.Server) error {
	switch {
	case ip.AssigneeID != nil:
		return invalid("assignee_id", "primary IP %d is already assigned", ip.ID)
	case ip.Location.ID != server.Location.ID:
		return invalid("location", "primary IP %d is in another location", ip.ID)
	case c.assigned(server.ID, ip.Type) != nil:
		return invalid("assignee_id", "server %d already has a primary %s", server.ID, ip.Type)
	}
	ip.AssigneeID = &server.ID
	return nil
}

// unassign takes the address from its server, which must be off.
func (c *cloud) unassign(ip *schema.PrimaryIP) error {
	if ip.AssigneeID == nil {
		return nil
	}
	server, err := c.servers.byID(*ip.AssigneeID)
	if err != nil {
		return err
	}
	if err := stopped(server); err != nil {
		return err
	}
	ip.AssigneeID = nil
	return nil
}

// giveNew makes an address that comes and goes with its server.
func (c *cloud) giveNew(version string, server *schema.Server) error {
	ip := &schema.PrimaryIP{Type: version, AutoDelete: true, Location: server.Location}
	if err := c.number(ip); err != nil {
		return err
	}
	c.primaryIPs.insert(ip)
	ip.Name = fmt.Sprintf("primary_ip-%d", ip.ID)
	ip.Created = c.now()
	return c.give(ip, server)
}

// abandon takes a deleted server's addresses away.
func (c *cloud) abandon(server int64) {
	for _, ip := range c.primaryIPs.all() {
		if ip.AssigneeID == nil || *ip.AssigneeID != server {
			continue
		}
		ip.AssigneeID = nil
		if ip.AutoDelete {
			delete(c.primaryIPs.rows, ip.ID)
		}
	}
}
