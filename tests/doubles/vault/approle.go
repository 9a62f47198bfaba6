package main

import (
	"strings"
	"time"
)

// appRole is the AppRole auth method.
type appRole struct{ roles map[string]*appRoleRole }

type appRoleRole struct {
	tokenSettings
	RoleID          string      `json:"role_id"`
	SecretIDs       []*secretID `json:"secret_ids"`
	SecretIDNumUses int         `json:"secret_id_num_uses"`
	SecretIDTTL     duration    `json:"secret_id_ttl"`
}

type secretID struct {
	ID       string   `json:"secret_id"`
	NumUses  int      `json:"num_uses"` // left; 0: no limit
	TTL      duration `json:"ttl"`      // 0: for ever
	accessor string
	created  time.Time
}

func (s *secretID) expired(now time.Time) bool {
	return s.TTL > 0 && now.After(s.created.Add(time.Duration(s.TTL)))
}

func (a *appRole) handle(v *vault, m *mount, r *request) (*response, error) {
	if r.rest == "login" {
		return a.login(v, m, r)
	}
	parts := strings.Split(r.rest, "/")
	if len(parts) != 3 || parts[0] != "role" {
		return nil, unsupportedPath
	}
	role := a.roles[parts[1]]
	switch {
	case parts[2] == "role-id" && r.operation == opRead:
		if role == nil {
			return nil, notFound
		}
		return &response{data: object{"role_id": role.RoleID}}, nil
	case parts[2] == "secret-id" && r.operation == opUpdate:
		if role == nil {
			return nil, fail(404, "role %q does not exist", parts[1])
		}
		return role.newSecretID(r)
	}
	return nil, unsupportedPath
}

func (role *appRoleRole) newSecretID(r *request) (*response, error) {
	s := &secretID{ID: randomUUID(), NumUses: role.SecretIDNumUses, TTL: role.SecretIDTTL, created: time.Now(), accessor: randomUUID()}
	if r.data["num_uses"] != nil {
		s.NumUses = r.number("num_uses")
	}
	if r.data["ttl"] != nil {
		ttl, err := r.duration("ttl")
		if err != nil {
			return nil, err
		}
		s.TTL = duration(ttl)
	}
	role.SecretIDs = append(role.SecretIDs, s)
	return &response{data: object{
		"secret_id": s.ID, "secret_id_accessor": s.accessor, "secret_id_ttl": int(time.Duration(s.TTL).Seconds()), "secret_id_num_uses": s.NumUses,
	}}, nil
}

func (a *appRole) login(v *vault, m *mount, r *request) (*response, error) {
	id, secret := strings.TrimSpace(r.text("role_id")), strings.TrimSpace(r.text("secret_id"))
	if id == "" || r.operation != opUpdate {
		return nil, fail(500, "failed to determine alias name from login request")
	}
	for name, role := range a.roles {
		if role.RoleID != id {
			continue
		}
		if secret == "" {
			return nil, fail(400, "missing secret_id")
		}
		if !role.use(secret) {
			break
		}
		return v.issue(m, r, role.tokenSettings, "approle", map[string]string{"role_name": name})
	}
	return nil, fail(400, "invalid role or secret ID")
}

// use takes one use of a secret ID, which is gone with its last.
func (role *appRoleRole) use(id string) bool {
	for i, s := range role.SecretIDs {
		if s.ID != id || s.expired(time.Now()) {
			continue
		}
		switch s.NumUses {
		case 0:
		case 1:
			role.SecretIDs = append(role.SecretIDs[:i:i], role.SecretIDs[i+1:]...)
		default:
			s.NumUses--
		}
		return true
	}
	return false
}
