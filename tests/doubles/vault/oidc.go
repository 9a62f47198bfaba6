package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// github stands in for what GitHub gives a job that may ask for an ID token: ACTIONS_ID_TOKEN_REQUEST_URL, which already
// has a query, and ACTIONS_ID_TOKEN_REQUEST_TOKEN (docs.github.com, OpenID Connect reference; what actions/toolkit's
// core.getIDToken sends and reads, packages/core/src/oidc-utils.ts, read 2026-11-25).
type github struct {
	RequestToken string `json:"request_token"`
	Issuer       string `json:"issuer"`
	Claims       object `json:"claims"`
}

const (
	githubPath   = "/idtoken?api-version=2.0"
	githubIssuer = "https://token.actions.githubusercontent.com"
	gitlabIssuer = "https://gitlab.com"
)

func (v *vault) serveGitHub(w http.ResponseWriter, r *http.Request) {
	bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if v.github.RequestToken == "" || bearer != v.github.RequestToken {
		http.Error(w, "unauthorized", http.StatusUnauthorized)
		return
	}
	if r.URL.Query().Get("api-version") == "" {
		http.Error(w, "no api-version", http.StatusBadRequest)
		return
	}
	audience := r.URL.Query().Get("audience")
	if audience == "" {
		audience = "https://github.com/example"
	}
	issuer := v.github.Issuer
	if issuer == "" {
		issuer = githubIssuer
	}
	value, err := v.issuer.sign(jose.RS256, idToken(issuer, audience, v.github.Claims))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	write(w, http.StatusOK, object{"count": len(value), "value": value})
}

// serveToken gives an ID token as GitLab puts it into a job's environment (docs.gitlab.com, OpenID Connect ID tokens):
// the body, a JSON object, is laid over the usual claims; ?audience=, ?issuer= and ?algorithm= choose the rest.
func (v *vault) serveToken(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	claims := object{"project_path": "group/project", "ref": "main", "ref_type": "branch", "ref_protected": "true", "sub": "project_path:group/project:ref_type:branch:ref:main"}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &claims); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	query := r.URL.Query()
	pick := func(name, otherwise string) string {
		if value := query.Get(name); value != "" {
			return value
		}
		return otherwise
	}
	value, err := v.issuer.sign(jose.SignatureAlgorithm(pick("algorithm", "RS256")), idToken(pick("issuer", gitlabIssuer), pick("audience", "vault"), claims))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	io.WriteString(w, value) //nolint:errcheck // the client is gone: nobody is left to be told
}
