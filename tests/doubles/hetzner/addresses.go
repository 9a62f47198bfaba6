package main

import (
	"fmt"
	"net/netip"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

// Public addresses come from the ranges set aside for documentation (RFC 5737, RFC 3849).
var (
	publicIPv4 = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24")}
	publicIPv6 = netip.MustParsePrefix("2001:db8::/32")
)

// Addresses that no server, route or load balancer can have: the description of Networks.
var publicGateway = netip.MustParseAddr("172.31.1.1")

// freeIPv4 is the lowest public address that nobody has.
func (c *cloud) freeIPv4() (string, error) {
	used := map[string]bool{}
	for _, ip := range c.primaryIPs.rows {
		used[ip.IP] = true
	}
	for _, balancer := range c.loadBalancers.rows {
		used[balancer.PublicNet.IPv4.IP] = true
	}
	for _, pool := range publicIPv4 {
		for ip := pool.Addr().Next(); ip != lastOf(pool); ip = ip.Next() {
			if !used[ip.String()] {
				return ip.String(), nil
			}
		}
	}
	return "", fail(hcloud.ErrorCodeResourceLimitExceeded, "no public IPv4 address is left")
}

// freeIPv6 is the lowest /64 in which nobody has an address.
func (c *cloud) freeIPv6() netip.Prefix {
	used := map[netip.Prefix]bool{}
	for _, ip := range c.primaryIPs.rows {
		if network, err := netip.ParsePrefix(ip.IP); err == nil {
			used[network] = true
		}
	}
	for _, balancer := range c.loadBalancers.rows {
		if ip, err := netip.ParseAddr(balancer.PublicNet.IPv6.IP); err == nil {
			used[netip.PrefixFrom(ip, 64).Masked()] = true
		}
	}
	for i := 1; ; i++ {
		bytes := publicIPv6.Addr().As16()
		bytes[6], bytes[7] = byte(i>>8), byte(i)
		network := netip.PrefixFrom(netip.AddrFrom16(bytes), 64)
		if !used[network] {
			return network
		}
	}
}

// freeMAC counts up within the prefix that the API description shows.
func (c *cloud) freeMAC() string {
	c.macs++
	return fmt.Sprintf("86:00:00:%02x:%02x:%02x", byte(c.macs>>16), byte(c.macs>>8), byte(c.macs))
}

func lastOf(prefix netip.Prefix) netip.Addr {
	bytes := prefix.Addr().As4()
	for i := prefix.Bits(); i < 32; i++ {
		bytes[i/8] |= 0x80 >> (i % 8)
	}
	return netip.AddrFrom4(bytes)
}

// usedIn lists the addresses that servers and load balancers have in a network.
func (c *cloud) usedIn(network int64) map[netip.Addr]bool {
	used := map[netip.Addr]bool{}
	take := func(texts ...string) {
		for _, text := range texts {
			if ip, err := netip.ParseAddr(text); err == nil {
				used[ip] = true
			}
		}
	}
	for _, server := range c.servers.rows {
		for _, private := range server.PrivateNet {
			if private.Network == network {
				take(private.IP)
				take(private.AliasIPs...)
			}
		}
	}
	for _, balancer := range c.loadBalancers.rows {
		for _, private := range balancer.PrivateNet {
			if private.Network == network {
				take(private.IP)
			}
		}
	}
	return used
}

// privateIP gives the address wanted in a network, or the lowest free one of the subnets that reach
// the zone when none is wanted; in the subnet of a range where one is named (ip_range of attach_to_network:
// docs.rs/crate/hcloud/0.26.0, made from the vendor's own OpenAPI document, read 2026-11-25).
func (c *cloud) privateIP(network *schema.Network, zone string, subnetRange, wanted *string) (string, error) {
	used := c.usedIn(network.ID)
	for _, subnet := range network.Subnets {
		prefix := netip.MustParsePrefix(subnet.IPRange)
		if subnet.NetworkZone != zone || subnet.Type == "vswitch" || subnetRange != nil && *subnetRange != subnet.IPRange {
			continue
		}
		if wanted != nil {
			ip, err := netip.ParseAddr(*wanted)
			if err != nil {
				return "", invalid("ip", "%q", *wanted)
			}
			if prefix.Contains(ip) && usable(ip, prefix, network) && !used[ip] {
				return ip.String(), nil
			}
			continue
		}
		for ip := prefix.Addr().Next(); prefix.Contains(ip); ip = ip.Next() {
			if usable(ip, prefix, network) && !used[ip] {
				return ip.String(), nil
			}
		}
	}
	if wanted != nil {
		return "", fail(hcloud.ErrorCodeIPNotAvailable, "IP %s is not available in network %d", *wanted, network.ID)
	}
	return "", fail(hcloud.ErrorCodeNoSubnetAvailable, "network %d has no subnet with a free IP in %s", network.ID, zone)
}

// usable leaves out the subnet's own two addresses and the two gateways.
func usable(ip netip.Addr, subnet netip.Prefix, network *schema.Network) bool {
	gateway := netip.MustParsePrefix(network.IPRange).Addr().Next()
	return ip != subnet.Addr() && ip != lastOf(subnet) && ip != gateway && ip != publicGateway
}
