package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

// raw sends what no client would and gives the status and the error's code.
func raw(t *testing.T, method, path, token, body string) (int, string) {
	t.Helper()
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	if token != "" {
		request.Header.Set("Authorization", token)
	}
	recorder := httptest.NewRecorder()
	newCloud().handler().ServeHTTP(recorder, request)
	var answer struct{ Error apiError }
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
		t.Fatalf("%s %s answers %q: %v", method, path, recorder.Body, err)
	}
	return recorder.Code, string(answer.Error.Code)
}

// send sends a request to one API, with a token.
func send(handler http.Handler, method, path, body string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer x")
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder
}

func TestErrors(t *testing.T) {
	for _, one := range []struct {
		method, path, token, body string
		status                    int
		code                      string
	}{
		{"GET", "/v1/servers", "", "", 401, "unauthorized"},
		{"GET", "/v1/servers", "Basic eDp5", "", 401, "unauthorized"},
		{"GET", "/v1/servers", "Bearer ", "", 401, "unauthorized"},
		{"GET", "/v1/nowhere", "Bearer x", "", 501, "not_modelled"},
		{"PATCH", "/v1/servers/1", "Bearer x", "", 501, "not_modelled"},
		{"POST", "/v1/servers/1/actions/enable_rescue", "Bearer x", "", 501, "not_modelled"},
		{"GET", "/v1/servers/1", "Bearer x", "", 404, "not_found"},
		{"GET", "/v1/servers/one", "Bearer x", "", 422, "invalid_input"},
		{"PUT", "/v1/servers/1", "Bearer x", "{}", 404, "not_found"},
		{"DELETE", "/v1/servers/1", "Bearer x", "", 404, "not_found"},
		{"POST", "/v1/servers/1/actions/poweron", "Bearer x", "", 404, "not_found"},
		{"POST", "/v1/networks", "Bearer x", "{", 400, "json_error"},
		{"POST", "/v1/networks", "Bearer x", `{"nmae":"n"}`, 400, "json_error"},
		{"POST", "/v1/servers", "Bearer x", // nobody could reach it
			`{"name":"s","server_type":"cx22","image":"debian-12","public_net":{"enable_ipv4":false,"enable_ipv6":false}}`, 422, "invalid_input"},
		{"POST", "/v1/servers", "Bearer x", `{"name":"s","server_type":"cx22","image":"debian-12","datacenter":"fsn1-dc14"}`, 422, "invalid_input"},
		{"POST", "/v1/firewalls", "Bearer x", // of one direction, or of the other
			`{"name":"f","rules":[{"direction":"in","protocol":"esp","source_ips":["::/0"],"destination_ips":["::/0"]}]}`, 422, "invalid_input"},
		{"POST", "/v1/firewalls", "Bearer x",
			`{"name":"f","rules":[{"direction":"in","protocol":"esp","source_ips":["10.0.0.1/8"]}]}`, 422, "invalid_input"},
		{"POST", "/v1/volumes", "Bearer x", `{"name":"v","size":10}`, 422, "invalid_input"},
		{"GET", "/v1/locations?page=0", "Bearer x", "", 422, "invalid_input"},
		{"GET", "/v1/locations?colour=red", "Bearer x", "", 422, "invalid_input"},
		{"GET", "/v1/locations?sort=id:up", "Bearer x", "", 422, "invalid_input"},
		{"GET", "/v1/locations?label_selector=a%3Db)", "Bearer x", "", 422, "invalid_input"},
	} {
		t.Run(one.method+one.path, func(t *testing.T) {
			status, code := raw(t, one.method, one.path, one.token, one.body)
			equal(t, "the status", status, one.status)
			equal(t, "the code", code, one.code)
		})
	}
}

// The Terraform provider takes the details of an invalid_input for granted.
func TestInvalidInputHasDetails(t *testing.T) {
	c := project(t)
	_, _, err := c.Volume.Create(t.Context(), hcloud.VolumeCreateOpts{Name: "v", Size: 1, Location: &hcloud.Location{Name: "fsn1"}})
	var refusal hcloud.Error
	if !errors.As(err, &refusal) {
		t.Fatalf("got %v", err)
	}
	about, is := refusal.Details.(hcloud.ErrorDetailsInvalidInput)
	if !is || len(about.Fields) != 1 {
		t.Fatalf("the details are %v", refusal.Details)
	}
	equal(t, "the field", about.Fields[0].Name, "size")
	equal(t, "the message", refusal.Message, "invalid input in field 'size': "+about.Fields[0].Messages[0])
}

func TestSucceedsWithTheStatusOfTheMethod(t *testing.T) {
	handler := newCloud().handler()
	status := func(method, path, body string) int { return send(handler, method, path, body).Code }
	equal(t, "POST", status("POST", "/v1/placement_groups", `{"name":"g","type":"spread"}`), http.StatusCreated)
	equal(t, "GET", status("GET", "/v1/placement_groups/1", ""), http.StatusOK)
	equal(t, "PUT", status("PUT", "/v1/placement_groups/1", `{"name":"h"}`), http.StatusOK)
	equal(t, "DELETE", status("DELETE", "/v1/placement_groups/1", ""), http.StatusNoContent)
	equal(t, "POST", status("POST", "/v1/load_balancers", `{"name":"b","load_balancer_type":"lb11","location":"fsn1"}`), http.StatusCreated)
	equal(t, "DELETE by action", status("DELETE", "/v1/load_balancers/1", ""), http.StatusOK)
}

func TestListsInPages(t *testing.T) {
	c := project(t)
	for i := range 60 {
		labels := map[string]string{"even": fmt.Sprint(i%2 == 0)}
		ok(t, c.PlacementGroup.Create, hcloud.PlacementGroupCreateOpts{Name: fmt.Sprintf("g%02d", i), Type: "spread", Labels: labels})
	}
	page, response, err := c.PlacementGroup.List(t.Context(), hcloud.PlacementGroupListOpts{})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the first page's length", len(page), 25)
	equal(t, "the meta data", *response.Meta.Pagination,
		hcloud.Pagination{Page: 1, PerPage: 25, NextPage: 2, LastPage: 3, TotalEntries: 60})

	opts := hcloud.PlacementGroupListOpts{ListOpts: hcloud.ListOpts{Page: 2, PerPage: 500}, Sort: []string{"name:desc"}}
	page, response, err = c.PlacementGroup.List(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the last page's length", len(page), 10)
	equal(t, "the last name", page[9].Name, "g00")
	equal(t, "the meta data", *response.Meta.Pagination,
		hcloud.Pagination{Page: 2, PerPage: 50, PreviousPage: 1, LastPage: 2, TotalEntries: 60})

	even, err := c.PlacementGroup.AllWithOpts(t.Context(), hcloud.PlacementGroupListOpts{ListOpts: hcloud.ListOpts{LabelSelector: "even=true"}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the number of even ones", len(even), 30)
	found := ok(t, c.PlacementGroup.GetByName, "g07")
	equal(t, "the id of g07: they count from 1", found.ID, 8)
	if missing := ok(t, c.PlacementGroup.GetByName, "g7"); missing != nil {
		t.Errorf("g7 is %v", missing)
	}
}

func TestActionsAreDone(t *testing.T) {
	c := project(t)
	result := ok(t, c.Server.Create, smallServer("one"))
	if err := c.Action.WaitFor(t.Context(), append(result.NextActions, result.Action)...); err != nil {
		t.Error(err)
	}
	actions, err := c.Action.AllWithOpts(t.Context(), hcloud.ActionListOpts{ID: []int64{1, 2, 3}, Sort: []string{"status", "id"}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the number of actions", len(actions), 2)
	equal(t, "the second", actions[1].Command, "start_server")
	equal(t, "its status", actions[1].Status, hcloud.ActionStatusSuccess)
	equal(t, "its resource", *actions[1].Resources[0], hcloud.ActionResource{ID: result.Server.ID, Type: "server"})
	equal(t, "the first alone", ok(t, c.Action.GetByID, 1).Command, "create_server")
}

func TestTwoRunsAreAlike(t *testing.T) {
	first, second := server(t, project(t), "one"), server(t, project(t), "one")
	equal(t, "the id", first.ID, second.ID)
	equal(t, "the time", first.Created, second.Created)
	equal(t, "the address", first.PublicNet.IPv4.IP.String(), second.PublicNet.IPv4.IP.String())
}

func TestCatalog(t *testing.T) {
	c := project(t)
	cx22 := ok(t, c.ServerType.GetByName, "cx22")
	equal(t, "cx22's cores", cx22.Cores, 2)
	equal(t, "cx22's disk", cx22.Disk, 40)
	equal(t, "cax11's architecture", ok(t, c.ServerType.GetByName, "cax11").Architecture, hcloud.ArchitectureARM)
	arm := ok2(t, c.Image.GetByNameAndArchitecture, "debian-12", hcloud.ArchitectureARM)
	equal(t, "the ARM image's architecture", arm.Architecture, hcloud.ArchitectureARM)
	equal(t, "ash's zone", ok(t, c.Location.GetByName, "ash").NetworkZone, "us-east")
	equal(t, "lb11's targets", ok(t, c.LoadBalancerType.GetByName, "lb11").MaxTargets, 25)
	equal(t, "the number of cx22's locations", len(cx22.Locations), 3)
	equal(t, "the number of cpx11's locations", len(ok(t, c.ServerType.GetByName, "cpx11").Locations), 6)
}
