package main

import (
	"net"
	"testing"
	"time"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

func balancer(t *testing.T, c *hcloud.Client) *hcloud.LoadBalancer {
	t.Helper()
	return ok(t, c.LoadBalancer.Create, hcloud.LoadBalancerCreateOpts{
		Name: "lb", LoadBalancerType: &hcloud.LoadBalancerType{Name: "lb11"}, Location: &hcloud.Location{Name: "fsn1"},
	}).LoadBalancer
}

func TestLoadBalancer(t *testing.T) {
	c := project(t)
	made := balancer(t, c)
	equal(t, "the algorithm", made.Algorithm.Type, hcloud.LoadBalancerAlgorithmTypeRoundRobin)
	equal(t, "the IPv4", made.PublicNet.IPv4.IP.String(), "192.0.2.1")
	equal(t, "the IPv6", made.PublicNet.IPv6.IP.String(), "2001:db8:0:1::1")
	equal(t, "the server's IPv4", server(t, c, "one").PublicNet.IPv4.IP.String(), "192.0.2.2")
	for _, bad := range []hcloud.LoadBalancerCreateOpts{
		{Name: "b", LoadBalancerType: &hcloud.LoadBalancerType{Name: "lb11"}},
		{Name: "b", LoadBalancerType: &hcloud.LoadBalancerType{Name: "lb11"}, NetworkZone: "mars"},
		{Name: "b", LoadBalancerType: &hcloud.LoadBalancerType{Name: "lb11"}, NetworkZone: "us-east", Algorithm: &hcloud.LoadBalancerAlgorithm{Type: "dice"}},
	} {
		refused(t, hcloud.ErrorCodeInvalidInput, c.LoadBalancer.Create, bad)
	}
	zoned := ok(t, c.LoadBalancer.Create, hcloud.LoadBalancerCreateOpts{
		Name: "zoned", LoadBalancerType: &hcloud.LoadBalancerType{Name: "lb21"}, NetworkZone: "us-east"}).LoadBalancer
	equal(t, "the location in the zone", zoned.Location.Name, "ash")

	ok2(t, c.LoadBalancer.ChangeAlgorithm, made, hcloud.LoadBalancerChangeAlgorithmOpts{Type: "least_connections"})
	ok2(t, c.LoadBalancer.ChangeType, made, hcloud.LoadBalancerChangeTypeOpts{LoadBalancerType: &hcloud.LoadBalancerType{Name: "lb21"}})
	ok(t, c.LoadBalancer.DisablePublicInterface, made)
	seen := ok(t, c.LoadBalancer.GetByID, made.ID)
	equal(t, "the new algorithm", seen.Algorithm.Type, hcloud.LoadBalancerAlgorithmTypeLeastConnections)
	equal(t, "the new type", seen.LoadBalancerType.Name, "lb21")
	equal(t, "the public interface", seen.PublicNet.Enabled, false)
	ok(t, c.LoadBalancer.EnablePublicInterface, made)
	ok2(t, c.LoadBalancer.ChangeProtection, made, hcloud.LoadBalancerChangeProtectionOpts{Delete: hcloud.Ptr(true)})
	kept(t, hcloud.ErrorCodeProtected, c.LoadBalancer.Delete, made)
	gone(t, c.LoadBalancer.Delete, zoned)
}

func TestServices(t *testing.T) {
	c := project(t)
	made := balancer(t, c)
	http := hcloud.LoadBalancerAddServiceOpts{Protocol: "http"}
	ok2(t, c.LoadBalancer.AddService, made, http)
	service := ok(t, c.LoadBalancer.GetByID, made.ID).Services[0]
	equal(t, "the port", service.ListenPort, 80)
	equal(t, "the cookie", service.HTTP.CookieName, "HCLBSTICKY")
	equal(t, "the check's protocol", service.HealthCheck.Protocol, hcloud.LoadBalancerServiceProtocolHTTP)
	equal(t, "the check's interval", service.HealthCheck.Interval, 15*time.Second)
	equal(t, "the check's path", service.HealthCheck.HTTP.Path, "/")
	refused2(t, hcloud.ErrorCodeSourcePortAlreadyUsed, c.LoadBalancer.AddService, made, http)

	if _, _, err := c.LoadBalancer.UpdateService(t.Context(), made, 80, hcloud.LoadBalancerUpdateServiceOpts{
		DestinationPort: hcloud.Ptr(8080),
		HealthCheck: &hcloud.LoadBalancerUpdateServiceOptsHealthCheck{
			Timeout: hcloud.Ptr(3 * time.Second),
			HTTP:    &hcloud.LoadBalancerUpdateServiceOptsHealthCheckHTTP{Path: hcloud.Ptr("/up")},
		},
	}); err != nil {
		t.Fatal(err)
	}
	service = ok(t, c.LoadBalancer.GetByID, made.ID).Services[0]
	equal(t, "the new target port", service.DestinationPort, 8080)
	equal(t, "the new timeout", service.HealthCheck.Timeout, 3*time.Second)
	equal(t, "the old interval", service.HealthCheck.Interval, 15*time.Second)
	equal(t, "the new path", service.HealthCheck.HTTP.Path, "/up")
	equal(t, "the number of old status codes", len(service.HealthCheck.HTTP.StatusCodes), 2)

	port := hcloud.Ptr(5432)
	ok2(t, c.LoadBalancer.AddService, made, hcloud.LoadBalancerAddServiceOpts{Protocol: "tcp", ListenPort: port, Proxyprotocol: hcloud.Ptr(true)})
	service = ok(t, c.LoadBalancer.GetByID, made.ID).Services[1]
	equal(t, "the tcp service's target port", service.DestinationPort, 5432)
	equal(t, "whether a tcp check has http settings", service.HealthCheck.HTTP != nil, false)

	for _, bad := range []hcloud.LoadBalancerAddServiceOpts{
		{Protocol: "udp", ListenPort: hcloud.Ptr(53)},
		{Protocol: "tcp", ListenPort: hcloud.Ptr(0)},
		{Protocol: "tcp", ListenPort: hcloud.Ptr(1), HTTP: &hcloud.LoadBalancerAddServiceOptsHTTP{}},
		{Protocol: "tcp", ListenPort: hcloud.Ptr(1), HealthCheck: &hcloud.LoadBalancerAddServiceOptsHealthCheck{Protocol: "tcp", Timeout: hcloud.Ptr(time.Minute)}},
	} {
		refused2(t, hcloud.ErrorCodeInvalidInput, c.LoadBalancer.AddService, made, bad)
	}
	refused2(t, codeNotModelled, c.LoadBalancer.AddService, made, hcloud.LoadBalancerAddServiceOpts{Protocol: "https"})
	for extra := range 3 {
		ok2(t, c.LoadBalancer.AddService, made, hcloud.LoadBalancerAddServiceOpts{Protocol: "tcp", ListenPort: hcloud.Ptr(100 + extra)})
	}
	refused2(t, hcloud.ErrorCodeResourceLimitExceeded, c.LoadBalancer.AddService, made, hcloud.LoadBalancerAddServiceOpts{Protocol: "tcp", ListenPort: hcloud.Ptr(103)})
	ok2(t, c.LoadBalancer.DeleteService, made, 80)
	refused2(t, hcloud.ErrorCodeNotFound, c.LoadBalancer.DeleteService, made, 80)
}

func TestTargets(t *testing.T) {
	c := project(t)
	private, made := network(t, c), balancer(t, c)
	labelled := smallServer("one")
	labelled.Labels = map[string]string{"role": "web"}
	one := ok(t, c.Server.Create, labelled).Server
	yes := hcloud.Ptr(true)
	inside := hcloud.LoadBalancerAddServerTargetOpts{Server: one, UsePrivateIP: yes}
	refused2(t, hcloud.ErrorCodeLoadBalancerNotAttachedToNetwork, c.LoadBalancer.AddServerTarget, made, inside)
	ok2(t, c.LoadBalancer.AttachToNetwork, made, hcloud.LoadBalancerAttachToNetworkOpts{Network: private, IP: net.ParseIP("10.0.1.4")})
	refused2(t, hcloud.ErrorCodeLoadBalancerAlreadyAttached, c.LoadBalancer.AttachToNetwork, made, hcloud.LoadBalancerAttachToNetworkOpts{Network: private})
	refused2(t, hcloud.ErrorCodeServerNotAttachedToNetwork, c.LoadBalancer.AddServerTarget, made, inside)
	ok2(t, c.Server.AttachToNetwork, one, hcloud.ServerAttachToNetworkOpts{Network: private})
	ok2(t, c.LoadBalancer.AddServerTarget, made, inside)
	refused2(t, hcloud.ErrorCodeTargetAlreadyDefined, c.LoadBalancer.AddServerTarget, made, inside)

	ok2(t, c.LoadBalancer.AddLabelSelectorTarget, made, hcloud.LoadBalancerAddLabelSelectorTargetOpts{Selector: "role=web"})
	ok2(t, c.LoadBalancer.AddIPTarget, made, hcloud.LoadBalancerAddIPTargetOpts{IP: net.ParseIP("203.0.113.1")})
	refused2(t, hcloud.ErrorCodeCloudResourceIPNotAllowed, c.LoadBalancer.AddIPTarget, made, hcloud.LoadBalancerAddIPTargetOpts{IP: one.PublicNet.IPv4.IP})
	targets := ok(t, c.LoadBalancer.GetByID, made.ID).Targets
	equal(t, "the number of targets", len(targets), 3)
	equal(t, "the server behind the selector", targets[1].Targets[0].Server.Server.ID, one.ID)

	ok2(t, c.Server.DetachFromNetwork, one, hcloud.ServerDetachFromNetworkOpts{Network: private})
	ok2(t, c.LoadBalancer.RemoveServerTarget, made, one)
	refused2(t, codeTargetNotFound, c.LoadBalancer.RemoveServerTarget, made, one)
	ok2(t, c.LoadBalancer.RemoveLabelSelectorTarget, made, "role=web")
	ok2(t, c.LoadBalancer.RemoveIPTarget, made, net.ParseIP("203.0.113.1"))
	ok2(t, c.LoadBalancer.AddServerTarget, made, hcloud.LoadBalancerAddServerTargetOpts{Server: one})
	ok2(t, c.LoadBalancer.DetachFromNetwork, made, hcloud.LoadBalancerDetachFromNetworkOpts{Network: private})
	refused2(t, hcloud.ErrorCodeNotFound, c.LoadBalancer.DetachFromNetwork, made, hcloud.LoadBalancerDetachFromNetworkOpts{Network: private})
	equal(t, "the number of public targets", len(ok(t, c.LoadBalancer.GetByID, made.ID).Targets), 1)
	ok(t, c.Server.DeleteWithResult, one)
	equal(t, "the number after the server's deletion", len(ok(t, c.LoadBalancer.GetByID, made.ID).Targets), 0)
}

func TestLoadBalancerInOneRequest(t *testing.T) {
	c := project(t)
	private, one := network(t, c), server(t, c, "one")
	ok2(t, c.Server.AttachToNetwork, one, hcloud.ServerAttachToNetworkOpts{Network: private})
	made := ok(t, c.LoadBalancer.Create, hcloud.LoadBalancerCreateOpts{
		Name: "lb", LoadBalancerType: &hcloud.LoadBalancerType{Name: "lb11"}, Location: &hcloud.Location{Name: "fsn1"}, Network: private,
		Services: []hcloud.LoadBalancerCreateOptsService{{Protocol: "tcp", ListenPort: hcloud.Ptr(25)}},
		Targets:  []hcloud.LoadBalancerCreateOptsTarget{{Type: "server", Server: hcloud.LoadBalancerCreateOptsTargetServer{Server: one}, UsePrivateIP: hcloud.Ptr(true)}},
	}).LoadBalancer
	equal(t, "the private IP", made.PrivateNet[0].IP.String(), "10.0.1.2")
	equal(t, "the service", made.Services[0].DestinationPort, 25)
	equal(t, "the target", made.Targets[0].Server.Server.ID, one.ID)
	equal(t, "the target's load balancer", ok(t, c.Server.GetByID, one.ID).LoadBalancers[0].ID, made.ID)
	gone(t, c.Network.Delete, private)
	equal(t, "the number of targets without the network", len(ok(t, c.LoadBalancer.GetByID, made.ID).Targets), 0)
}
