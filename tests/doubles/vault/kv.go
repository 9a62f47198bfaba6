package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// kv1 is a KV engine without versions: a path, an object.
type kv1 struct{ secrets map[string]object }

func (k *kv1) exists(rest string) bool { return k.secrets[rest] != nil }

func (k *kv1) handle(_ *vault, _ *mount, r *request) (*response, error) {
	switch r.operation {
	case opRead:
		if data := k.secrets[r.rest]; data != nil {
			return &response{data: data, duration: defaultLease}, nil
		}
		return nil, notFound
	case opList:
		return list(slices.Collect(maps.Keys(k.secrets)), r.rest)
	case opUpdate:
		if len(r.data) == 0 {
			return nil, fail(400, "missing data fields")
		}
		k.secrets[r.rest] = r.data
		return nil, nil
	case opDelete:
		delete(k.secrets, r.rest)
		return nil, nil
	}
	return nil, unsupportedOperation
}

// list gives what is directly below a folder, deeper ones as folders.
func list(paths []string, folder string) (*response, error) {
	keys := []string{}
	for _, path := range paths {
		if below, found := strings.CutPrefix(path, folder); found && below != "" {
			if name, _, deeper := strings.Cut(below, "/"); deeper {
				below = name + "/"
			}
			keys = append(keys, below)
		}
	}
	if len(keys) == 0 {
		return nil, notFound
	}
	slices.Sort(keys)
	return &response{data: object{"keys": slices.Compact(keys)}}, nil
}

// kv2 is a KV engine with versions.
type kv2 struct{ secrets map[string]*versions }

type versions struct {
	created  time.Time
	versions []*kvVersion // the first is number 1
}

type kvVersion struct {
	data      object
	created   time.Time
	deleted   time.Time
	destroyed bool
}

// defaultVersions is how many versions are kept (vault-plugin-secrets-kv, defaultMaxVersions).
const defaultVersions = 10

const invalidPath = "Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints to use. If using the Vault CLI, use 'vault kv %s' for this operation."

func (k *kv2) exists(rest string) bool {
	path, data := strings.CutPrefix(rest, "data/")
	return !data || k.secrets[path] != nil
}

func (k *kv2) handle(_ *vault, _ *mount, r *request) (*response, error) {
	area, path, _ := strings.Cut(r.rest, "/")
	switch area {
	case "data":
		return k.handleData(r, path)
	case "metadata":
		return k.handleMetadata(r, path)
	case "delete", "undelete", "destroy":
		if r.operation != opUpdate {
			return nil, unsupportedOperation
		}
		return nil, k.change(r, area, path)
	}
	// What an old client gets that knows nothing of versions.
	action := map[string]string{opRead: "get", opUpdate: "put", opDelete: "delete", opList: "list"}[r.operation]
	return &response{status: 404, warnings: []string{fmt.Sprintf(invalidPath, action)}}, nil
}

func (k *kv2) handleData(r *request, path string) (*response, error) {
	switch r.operation {
	case opRead:
		return k.read(r, path)
	case opUpdate:
		data, is := r.data["data"].(map[string]any)
		if !is {
			return nil, fail(400, "no data provided")
		}
		return k.put(r, path, data)
	case opDelete:
		if s := k.secrets[path]; s != nil {
			s.last().deleted = time.Now()
		}
		return nil, nil
	}
	return nil, unsupportedOperation
}

func (s *versions) last() *kvVersion { return s.versions[len(s.versions)-1] }

func (s *versions) get(number int) *kvVersion {
	if number < 1 || number > len(s.versions) {
		return nil
	}
	return s.versions[number-1]
}

func (k *kv2) read(r *request, path string) (*response, error) {
	s := k.secrets[path]
	if s == nil {
		return nil, notFound
	}
	number := len(s.versions)
	if text := r.text("version"); text != "" {
		var wanted int
		if _, err := fmt.Sscanf(text, "%d", &wanted); err != nil {
			return nil, fail(400, "Field validation failed: error converting input for field \"version\": cannot parse '' as int: strconv.ParseInt: parsing %q: invalid syntax", text)
		}
		if wanted > 0 {
			number = wanted
		}
	}
	version := s.get(number)
	if version == nil {
		return nil, notFound
	}
	answer := &response{data: object{"data": version.data, "metadata": version.metadata(number)}}
	if version.destroyed || !version.deleted.IsZero() {
		answer.status, answer.data = 404, object{"data": nil, "metadata": version.metadata(number)}
	}
	return answer, nil
}

func (version *kvVersion) metadata(number int) object {
	deleted := ""
	if !version.deleted.IsZero() {
		deleted = version.deleted.UTC().Format(time.RFC3339Nano)
	}
	return object{
		"version": number, "created_time": version.created.UTC().Format(time.RFC3339Nano), "deletion_time": deleted,
		"destroyed": version.destroyed, "custom_metadata": nil,
	}
}

// put writes a new version; with the option cas, only onto the version that the client has seen.
func (k *kv2) put(r *request, path string, data object) (*response, error) {
	s := k.secrets[path]
	current := 0
	if s != nil {
		current = len(s.versions)
	}
	if options, is := r.data["options"].(map[string]any); is && options["cas"] != nil {
		if number, is := options["cas"].(json.Number); !is || number.String() != fmt.Sprint(current) {
			return nil, fail(400, "check-and-set parameter did not match the current version")
		}
	}
	if s == nil {
		s = &versions{created: time.Now()}
		k.secrets[path] = s
	}
	version := &kvVersion{data: floats(data), created: time.Now()}
	s.versions = append(s.versions, version)
	if old := len(s.versions) - defaultVersions; old > 0 {
		s.versions[old-1] = nil
	}
	return &response{data: version.metadata(len(s.versions))}, nil
}

// floats gives the data as version 2 keeps it: every number has become a float64, as JSON in Go without care.
func floats(data object) object {
	kept := object{}
	if err := json.Unmarshal(encode(data), &kept); err != nil {
		panic(err) // what was encoded can be decoded: this is a bug
	}
	return kept
}

// change deletes, undeletes or destroys versions.
func (k *kv2) change(r *request, what, path string) error {
	s := k.secrets[path]
	numbers, _ := r.data["versions"].([]any)
	if len(numbers) == 0 {
		return fail(400, "No version number provided")
	}
	for _, number := range numbers {
		var n int
		fmt.Sscan(fmt.Sprint(number), &n) //nolint:errcheck // no number is version 0, which there is not
		if s == nil || s.get(n) == nil {
			continue
		}
		switch version := s.get(n); what {
		case "delete":
			version.deleted = time.Now()
		case "undelete":
			version.deleted = time.Time{}
		case "destroy":
			version.destroyed, version.data = true, nil
		}
	}
	return nil
}

func (k *kv2) handleMetadata(r *request, path string) (*response, error) {
	s := k.secrets[path]
	switch {
	case r.operation == opList:
		return list(slices.Collect(maps.Keys(k.secrets)), path)
	case r.operation == opDelete:
		delete(k.secrets, path)
		return nil, nil
	case r.operation != opRead:
		return nil, unsupportedOperation
	case s == nil:
		return nil, notFound
	}
	all, oldest := object{}, 0
	for i, version := range s.versions {
		if version == nil {
			oldest = i + 2
			continue
		}
		described := version.metadata(i + 1)
		delete(described, "version")
		delete(described, "custom_metadata")
		all[fmt.Sprint(i+1)] = described
	}
	return &response{data: object{
		"versions": all, "current_version": len(s.versions), "oldest_version": oldest, "max_versions": 0, "cas_required": false,
		"delete_version_after": "0s", "custom_metadata": nil, "created_time": s.created.UTC().Format(time.RFC3339Nano),
		"updated_time": s.last().created.UTC().Format(time.RFC3339Nano),
	}}, nil
}
