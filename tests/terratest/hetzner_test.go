package terratest

func init() {
	tests("hetzner", map[string]test{
		"bastion":  bastionHetzner,
		"compute":  computeHetzner,
		"dns":      dnsHetzner,
		"firewall": firewallHetzner,
		"network":  networkHetzner,
		"storage":  storageHetzner,
	})
}
