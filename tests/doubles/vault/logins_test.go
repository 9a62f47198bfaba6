package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/vault/api"
)

func login(c *api.Client, mount string, data map[string]any) (*api.Secret, error) {
	return c.Logical().Write("auth/"+mount+"/login", data)
}

func TestASecretIDServesOnce(t *testing.T) {
	s := started(t)
	c := client(t, s, "")
	credentials := map[string]any{"role_id": "role-deploy", "secret_id": "secret-deploy"}
	secret, err := login(c, "approle", credentials)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "lease_duration", secret.Auth.LeaseDuration, 1200)
	equal(t, "policies", strings.Join(secret.Auth.Policies, " "), "ci default")
	equal(t, "role_name", secret.Auth.Metadata["role_name"], "deploy")
	read1(t, client(t, s, secret.Auth.ClientToken), "kv/data/prod/hetzner")
	_, err = login(c, "approle", credentials)
	refused(t, err, 400, "invalid role or secret ID")
}

func TestAppRoleRefuses(t *testing.T) {
	s := started(t)
	c := client(t, s, "")
	_, err := login(c, "approle", map[string]any{"secret_id": "secret-deploy"})
	refused(t, err, 500, "failed to determine alias name")
	for message, data := range map[string]map[string]any{
		"missing secret_id":         {"role_id": "role-deploy"},
		"invalid role or secret ID": {"role_id": "role-deploy", "secret_id": "wrong"},
	} {
		_, err := login(c, "approle", data)
		refused(t, err, 400, message)
	}
	_, err = login(c, "approle", map[string]any{"role_id": "wrong", "secret_id": "secret-deploy"})
	refused(t, err, 400, "invalid role or secret ID")
}

func TestSecretIDsByRequest(t *testing.T) {
	s := started(t)
	root := client(t, s, "root")
	make := func(data map[string]any) map[string]any {
		made := write1(t, root, "auth/approle/role/deploy/secret-id", data)
		return map[string]any{"role_id": read1(t, root, "auth/approle/role/deploy/role-id").Data["role_id"], "secret_id": made.Data["secret_id"]}
	}
	twice, short, always := make(map[string]any{"num_uses": 2}), make(map[string]any{"ttl": "1s"}), make(map[string]any{"num_uses": 0})
	for range 2 {
		if _, err := login(root, "approle", twice); err != nil {
			t.Fatal(err)
		}
	}
	_, err := login(root, "approle", twice)
	refused(t, err, 400, "invalid role or secret ID")
	for range 3 {
		if _, err := login(root, "approle", always); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(1100 * time.Millisecond)
	_, err = login(root, "approle", short)
	refused(t, err, 400, "invalid role or secret ID")
	_, err = root.Logical().Write("auth/approle/role/none/secret-id", nil)
	refused(t, err, 404, "does not exist")
}

// githubToken asks for a job's ID token as actions/toolkit does.
func githubToken(t *testing.T, s *server, bearer, audience string) (int, string) {
	t.Helper()
	request, err := http.NewRequest("GET", s.address("VAULT_CONTROL")+githubPath+"&audience="+audience, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+bearer)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer struct{ Value string }
	if response.StatusCode == 200 {
		if err := json.Unmarshal(text, &answer); err != nil {
			t.Fatal(err)
		}
	}
	return response.StatusCode, answer.Value
}

func TestGitHubsToken(t *testing.T) {
	s := started(t)
	c := client(t, s, "")
	status, _ := githubToken(t, s, "wrong", "vault")
	equal(t, "status with a wrong bearer", status, 401)
	_, token := githubToken(t, s, "github-request", "vault")
	secret, err := login(c, "github", map[string]any{"role": "deploy", "jwt": token})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "lease_duration", secret.Auth.LeaseDuration, 600)
	_, token = githubToken(t, s, "github-request", "elsewhere")
	_, err = login(c, "github", map[string]any{"role": "deploy", "jwt": token})
	refused(t, err, 400, "invalid audience (aud) claim")
}

func TestGitLabsToken(t *testing.T) {
	s := started(t)
	c := client(t, s, "")
	try := func(query, claims string) error {
		_, err := login(c, "gitlab", map[string]any{"jwt": tell(t, s, "POST", "/token?"+query, claims)})
		return err
	}
	for _, query := range []string{"", "algorithm=RS256", "algorithm=ES256"} {
		if err := try(query, ""); err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
	refused(t, try("audience=other", ""), 400, "invalid audience (aud) claim")
	refused(t, try("issuer=https://example.com", ""), 400, "invalid issuer (iss) claim")
	refused(t, try("", `{"exp": 1}`), 400, "token is expired")
	refused(t, try("", `{"project_path": "other/project"}`), 400, `claim "project_path" does not match any associated bound claim values`)
	refused(t, try("", `{"ref_protected": "false"}`), 400, `claim "ref_protected" does not match`)
	refused(t, try("", `{"ref_protected": null}`), 400, `claim "ref_protected" is missing`)

	good := tell(t, s, "GET", "/token", "")
	_, err := login(c, "gitlab", map[string]any{"jwt": good[:len(good)-8] + "AAAAAAAA"})
	refused(t, err, 400, "no known key successfully validated the token signature")
	_, err = login(c, "gitlab", map[string]any{"role": "none", "jwt": good})
	refused(t, err, 400, `role "none" could not be found`)
	_, err = login(c, "gitlab", nil)
	refused(t, err, 400, "missing token")
	_, err = login(c, "github", map[string]any{"jwt": good})
	refused(t, err, 400, "missing role")
}
