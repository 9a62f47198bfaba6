package main

import (
	"context"
	"errors"
	"net"
	"net/http/httptest"
	"testing"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

// project is an empty cloud and a client of it; both are gone with the test.
func project(t *testing.T) *hcloud.Client {
	t.Helper()
	server := httptest.NewServer(newCloud().handler())
	t.Cleanup(server.Close)
	return hcloud.NewClient(hcloud.WithEndpoint(server.URL+root), hcloud.WithToken("any"))
}

// one and two are methods of hcloud-go's clients by the number of their parameters; drop deletes.
type (
	one[A, R any]    func(context.Context, A) (R, *hcloud.Response, error)
	two[A, B, R any] func(context.Context, A, B) (R, *hcloud.Response, error)
	drop[A any]      func(context.Context, A) (*hcloud.Response, error)
)

func ok[A, R any](t *testing.T, call one[A, R], a A) R {
	t.Helper()
	result, _, err := call(t.Context(), a)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return result
}

func ok2[A, B, R any](t *testing.T, call two[A, B, R], a A, b B) R {
	t.Helper()
	result, _, err := call(t.Context(), a, b)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return result
}

func refused[A, R any](t *testing.T, code hcloud.ErrorCode, call one[A, R], a A) {
	t.Helper()
	_, _, err := call(t.Context(), a)
	isCode(t, code, err)
}

func refused2[A, B, R any](t *testing.T, code hcloud.ErrorCode, call two[A, B, R], a A, b B) {
	t.Helper()
	_, _, err := call(t.Context(), a, b)
	isCode(t, code, err)
}

func gone[A any](t *testing.T, call drop[A], a A) {
	t.Helper()
	if _, err := call(t.Context(), a); err != nil {
		t.Fatalf("%v", err)
	}
}

func kept[A any](t *testing.T, code hcloud.ErrorCode, call drop[A], a A) {
	t.Helper()
	_, err := call(t.Context(), a)
	isCode(t, code, err)
}

func isCode(t *testing.T, code hcloud.ErrorCode, err error) {
	t.Helper()
	var inside *apiError
	if errors.As(err, &inside) && inside.Code == code {
		return // not through the client
	}
	if !hcloud.IsError(err, code) {
		t.Errorf("got error %v, want %s", err, code)
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func cidr(text string) *net.IPNet {
	_, network, err := net.ParseCIDR(text)
	if err != nil {
		panic(err)
	}
	return network
}

// network is 10.0.0.0/16 with the subnet 10.0.1.0/24 in eu-central.
func network(t *testing.T, c *hcloud.Client) *hcloud.Network {
	t.Helper()
	return ok(t, c.Network.Create, hcloud.NetworkCreateOpts{
		Name: "net", IPRange: cidr("10.0.0.0/16"),
		Subnets: []hcloud.NetworkSubnet{{Type: "cloud", NetworkZone: "eu-central", IPRange: cidr("10.0.1.0/24")}},
	})
}

func smallServer(name string) hcloud.ServerCreateOpts {
	return hcloud.ServerCreateOpts{
		Name:       name,
		ServerType: &hcloud.ServerType{Name: "cx22"},
		Image:      &hcloud.Image{Name: "debian-12"},
		Location:   &hcloud.Location{Name: "fsn1"},
	}
}

func server(t *testing.T, c *hcloud.Client, name string) *hcloud.Server {
	t.Helper()
	return ok(t, c.Server.Create, smallServer(name)).Server
}
