package main

import (
	"slices"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

func (c *cloud) offerServices() {
	act(c, &c.loadBalancers, "add_service", c.addService)
	act(c, &c.loadBalancers, "update_service", func(b *schema.LoadBalancer, body schema.LoadBalancerActionUpdateServiceRequest) error {
		at, err := indexOfService(b, body.ListenPort)
		if err != nil {
			return err
		}
		updated := b.Services[at]
		if body.Protocol != nil && *body.Protocol != updated.Protocol {
			updated = defaultService(*body.Protocol, updated.ListenPort, updated.DestinationPort)
		}
		return setService(b, at, updated, body)
	})
	act(c, &c.loadBalancers, "delete_service", func(b *schema.LoadBalancer, body schema.LoadBalancerDeleteServiceRequest) error {
		at, err := indexOfService(b, body.ListenPort)
		if err != nil {
			return err
		}
		b.Services = slices.Delete(b.Services, at, at+1)
		return nil
	})
}

func indexOfService(balancer *schema.LoadBalancer, port int) (int, error) {
	at := slices.IndexFunc(balancer.Services, func(s schema.LoadBalancerService) bool { return s.ListenPort == port })
	if at < 0 {
		return at, fail(hcloud.ErrorCodeNotFound, "load balancer %d has no service on port %d", balancer.ID, port)
	}
	return at, nil
}

func (c *cloud) addService(balancer *schema.LoadBalancer, body schema.LoadBalancerActionAddServiceRequest) error {
	if full(balancer.LoadBalancerType.MaxServices, len(balancer.Services)) {
		return fail(hcloud.ErrorCodeResourceLimitExceeded, "a %s has %d services at most", balancer.LoadBalancerType.Name, len(balancer.Services))
	}
	port := map[string]int{"http": 80, "https": 443}[body.Protocol]
	if body.ListenPort != nil {
		port = *body.ListenPort
	}
	if at, err := indexOfService(balancer, port); err == nil && at >= 0 {
		return fail(hcloud.ErrorCodeSourcePortAlreadyUsed, "source port %d is already in use", port)
	}
	destination := port
	if body.Protocol == "https" {
		destination = 80 // TLS ends here
	}
	if body.DestinationPort != nil {
		destination = *body.DestinationPort
	}
	return setService(balancer, len(balancer.Services), defaultService(body.Protocol, port, destination), body)
}

// defaultService is a service as the API makes it when a request gives no more than its protocol
// and ports; the numbers are those of the description of Load Balancers.
func defaultService(protocol string, port, destination int) schema.LoadBalancerService {
	service := schema.LoadBalancerService{
		Protocol: protocol, ListenPort: port, DestinationPort: destination,
		HealthCheck: &schema.LoadBalancerServiceHealthCheck{
			Protocol: "tcp", Port: destination, Interval: 15, Timeout: 10, Retries: 3,
		},
	}
	if protocol != "tcp" {
		service.HTTP = &schema.LoadBalancerServiceHTTP{CookieName: "HCLBSTICKY", CookieLifetime: 300, Certificates: []int64{}}
		service.HealthCheck.Protocol = "http"
	}
	return service
}

// setService lays what the request says over service, checks the whole and stores it at an index.
func setService(balancer *schema.LoadBalancer, at int, service schema.LoadBalancerService, request any) error {
	check, http := *service.HealthCheck, schema.LoadBalancerServiceHTTP{}
	service.HealthCheck = &check // what is stored stays as it is until all is checked
	if service.HTTP != nil {
		http = *service.HTTP
		service.HTTP = &http
	}
	checkHTTP := schema.LoadBalancerServiceHealthCheckHTTP{Path: "/", StatusCodes: []string{"2??", "3??"}}
	if check.HTTP != nil {
		checkHTTP = *check.HTTP
	}
	check.HTTP = &checkHTTP
	overlay(&service, request)
	if check.Protocol == "tcp" {
		check.HTTP = nil
	}
	if err := checkService(service); err != nil {
		return err
	}
	if at == len(balancer.Services) {
		balancer.Services = append(balancer.Services, service)
	}
	balancer.Services[at] = service
	return nil
}

func checkService(service schema.LoadBalancerService) error {
	check := service.HealthCheck
	switch {
	case !slices.Contains([]string{"tcp", "http", "https"}, service.Protocol):
		return invalid("protocol", "%q", service.Protocol)
	case service.Protocol == "tcp" && service.HTTP != nil:
		return invalid("http", "protocol is tcp")
	case service.Protocol == "https":
		return fail(codeNotModelled, "this double has no certificates, so no https service")
	case check.Protocol != "tcp" && check.Protocol != "http":
		return invalid("health_check.protocol", "%q", check.Protocol)
	case check.Timeout > check.Interval:
		return invalid("health_check.timeout", "longer than the interval")
	}
	for _, port := range []int{service.ListenPort, service.DestinationPort, check.Port} {
		if port < 1 || port > 65535 {
			return invalid("port", "invalid port %d", port)
		}
	}
	return nil
}
