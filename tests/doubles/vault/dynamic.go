package main

import (
	"fmt"
	"strings"
	"time"
)

// credentials is an engine that makes up new credentials at each read and leases them: database/creds and aws/creds.
type credentials struct {
	roles map[string]credentialsRole
	make  func(role string) object
	none  string // what it says of a role it has not
}

type credentialsRole struct {
	TTL       duration `json:"default_ttl"`
	MaxTTL    duration `json:"max_ttl"`
	Permanent bool     `json:"not_renewable"` // as AWS's STS credentials are
}

func (c *credentials) handle(v *vault, _ *mount, r *request) (*response, error) {
	name, found := strings.CutPrefix(r.rest, "creds/")
	if !found {
		return nil, unsupportedPath
	}
	if r.operation != opRead {
		return nil, unsupportedOperation
	}
	role, known := c.roles[name]
	if !known {
		return nil, fail(400, c.none, name)
	}
	if v.tokens[r.token.id] == nil { // and with it goes what it was given
		return nil, fail(400, "Secret cannot be returned; token had one use left, so leased credentials were immediately revoked.")
	}
	l := v.addLease(r, time.Duration(role.TTL), time.Duration(role.MaxTTL), !role.Permanent)
	return &response{data: c.make(name), lease: l}, nil
}

// database: user names are built as the default template of the PostgreSQL plugin does it.
func database(roles map[string]credentialsRole) *credentials {
	return &credentials{roles: roles, none: "unknown role: %s", make: func(role string) object {
		return object{
			"username": fmt.Sprintf("v-token-%.8s-%s-%d", role, randomText(20, base62), time.Now().Unix()),
			"password": randomText(10, base62) + "-" + randomText(9, base62),
		}
	}}
}

// aws: an IAM user's key.
func aws(roles map[string]credentialsRole) *credentials {
	return &credentials{roles: roles, none: "Role %q not found", make: func(string) object {
		return object{
			"access_key": "AKIA" + randomText(16, "234567ABCDEFGHIJKLMNOPQRSTUVWXYZ"), "secret_key": randomText(40, base62+"+/"),
			"session_token": nil,
		}
	}}
}
