package main

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// version is what the server says it is.
const version = "1.21.0"

// unsealKey is the one key share that unseals; it is no secret of anyone.
const unsealKey = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// system is sys/, as far as it is behind a token.
type system struct{}

func (*system) handle(v *vault, _ *mount, r *request) (*response, error) {
	area, rest, _ := strings.Cut(r.rest, "/")
	switch area {
	case "wrapping":
		return v.handleWrapping(r, rest)
	case "leases":
		action, inPath, _ := strings.Cut(rest, "/")
		return v.handleLeases(r, action, inPath)
	case "renew", "revoke":
		return v.handleLeases(r, area, rest)
	case "capabilities-self":
		return v.capabilities(r)
	case "seal":
		if access := v.acl(r.token); !access.allows("sudo", r.namespace.path+r.path, 0) {
			return nil, denied
		}
		v.sealed = true
		return nil, nil
	case "internal":
		if path, found := strings.CutPrefix(rest, "ui/mounts/"); found {
			return v.uiMount(r, path)
		}
	}
	return nil, unsupportedPath
}

func (v *vault) capabilities(r *request) (*response, error) {
	data, access := object{}, v.acl(r.token)
	paths := append(r.texts("paths"), r.texts("path")...)
	for _, path := range paths {
		granted := []string{"deny"}
		if access.root {
			granted = []string{rootPolicy}
		} else if p := access.permission(opList, r.namespace.path+path); p != nil && len(p.capabilities) > 0 {
			granted = slices.Sorted(maps.Keys(p.capabilities))
		}
		data[path] = granted
		if len(paths) == 1 {
			data["capabilities"] = granted
		}
	}
	return &response{data: data, top: data}, nil
}

// uiMount tells a client which mount a path is in, so that it knows the version of a KV engine. A path in no mount
// and one in a mount that the token may do nothing in are told apart by nobody.
func (v *vault) uiMount(r *request, path string) (*response, error) {
	if err := r.authenticated(); err != nil {
		return nil, err
	}
	path = strings.Trim(path, "/") + "/"
	m, _ := r.namespace.find(strings.TrimSuffix(path, "/"))
	if m == nil || !v.acl(r.token).reaches(r.namespace.path+m.path) {
		return nil, fail(403, "preflight capability check returned 403, please ensure client's policies grant access to path %q", path)
	}
	return &response{data: object{
		"type": m.kind, "description": "", "accessor": m.accessor, "local": false, "seal_wrap": false,
		"external_entropy_access": false, "options": m.options, "uuid": m.uuid, "plugin_version": "",
		"running_plugin_version": "", "running_sha256": "", "path": strings.TrimPrefix(m.path, "auth/"),
		"config": object{"default_lease_ttl": int(defaultLease.Seconds()), "max_lease_ttl": int(maxLease.Seconds()), "force_no_cache": false},
	}}, nil
}

// serveSystem answers what needs no token and goes on while sealed or on standby; false is: not one of these.
func (v *vault) serveSystem(w http.ResponseWriter, r *http.Request, path string, standby bool, body object) bool {
	switch path {
	case "sys/health":
		v.health(w, r, standby)
	case "sys/seal-status":
		write(w, http.StatusOK, v.sealStatus())
	case "sys/leader":
		write(w, http.StatusOK, object{
			"ha_enabled": v.active != "", "is_self": !standby, "leader_address": v.active, "leader_cluster_address": "",
			"performance_standby": false, "performance_standby_last_remote_wal": 0,
		})
	case "sys/init":
		write(w, http.StatusOK, object{"initialized": true})
	case "sys/unseal":
		switch key, _ := body["key"].(string); {
		case operation(r) != opUpdate:
			writeError(w, &apiError{status: http.StatusMethodNotAllowed})
		case key == "":
			writeError(w, fail(400, "'key' must be specified in request body as JSON, or 'reset' set to true"))
		case key != unsealKey:
			writeError(w, fail(400, "cipher: message authentication failed"))
		default:
			v.sealed = false
			write(w, http.StatusOK, v.sealStatus())
		}
	default:
		return false
	}
	return true
}

// health: the status is the news, and a client may choose it (api-docs/system/health).
func (v *vault) health(w http.ResponseWriter, r *http.Request, standby bool) {
	status, name := http.StatusOK, "activecode"
	switch {
	case v.sealed:
		status, name = http.StatusServiceUnavailable, "sealedcode"
	case standby:
		if r.URL.Query().Get("standbyok") != "true" {
			status, name = http.StatusTooManyRequests, "standbycode"
		}
	}
	if chosen := r.URL.Query().Get(name); chosen != "" {
		if _, err := fmt.Sscan(chosen, &status); err != nil || status < 100 || status > 999 {
			writeError(w, &apiError{status: http.StatusBadRequest})
			return
		}
	}
	replication := "disabled"
	if v.sealed {
		replication = "unknown"
	}
	answer := object{
		"initialized": true, "sealed": v.sealed, "standby": standby || v.sealed, "performance_standby": false,
		"replication_performance_mode": replication, "replication_dr_mode": replication, "server_time_utc": time.Now().Unix(),
		"version": version, "enterprise": true, "echo_duration_ms": 0, "clock_skew_ms": 0,
		"replication_primary_canary_age_ms": 0,
	}
	if !v.sealed {
		answer["cluster_name"], answer["cluster_id"] = "vault-cluster-double", "00000000-0000-0000-0000-000000000000"
	}
	write(w, status, answer)
}

func (v *vault) sealStatus() object {
	status := object{
		"type": "shamir", "initialized": true, "sealed": v.sealed, "t": 1, "n": 1, "progress": 0, "nonce": "",
		"version": version, "build_date": "1970-01-01T00:00:00Z", "migration": false, "recovery_seal": false,
		"storage_type": "inmem",
	}
	if !v.sealed {
		status["cluster_name"], status["cluster_id"] = "vault-cluster-double", "00000000-0000-0000-0000-000000000000"
	}
	return status
}
