package main

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	cap "github.com/hashicorp/cap/jwt"
	"github.com/ryanuber/go-glob"
)

// issuer signs ID tokens as GitHub's and GitLab's issuers do, with keys of its own, made when they are wanted.
type issuer struct {
	rsa   func() *rsa.PrivateKey
	ecdsa func() *ecdsa.PrivateKey
}

func newIssuer() *issuer {
	return &issuer{
		rsa:   sync.OnceValue(func() *rsa.PrivateKey { return must(rsa.GenerateKey(rand.Reader, 2048)) }),
		ecdsa: sync.OnceValue(func() *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) }),
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err) // no randomness, or a bug: nothing to go on with
	}
	return value
}

// key gives nil for an algorithm that no token of ours has.
func (i *issuer) key(algorithm jose.SignatureAlgorithm) crypto.Signer {
	switch algorithm {
	case jose.RS256:
		return i.rsa()
	case jose.ES256:
		return i.ecdsa()
	}
	return nil
}

func (i *issuer) sign(algorithm jose.SignatureAlgorithm, claims object) (string, error) {
	key := i.key(algorithm)
	if key == nil {
		return "", fmt.Errorf("no key for algorithm %q", algorithm)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}

// jwtAuth is the JWT auth method, for tokens of the double's own issuer.
type jwtAuth struct {
	boundIssuer string
	defaultRole string
	roles       map[string]*jwtRole
}

type jwtRole struct {
	tokenSettings
	BoundAudiences  []string       `json:"bound_audiences"`
	BoundSubject    string         `json:"bound_subject"`
	BoundClaims     map[string]any `json:"bound_claims"`
	BoundClaimsType string         `json:"bound_claims_type"` // string or glob
	UserClaim       string         `json:"user_claim"`
}

func (a *jwtAuth) handle(v *vault, m *mount, r *request) (*response, error) {
	if r.rest != "login" {
		return nil, unsupportedPath
	}
	if r.operation != opUpdate {
		return nil, unsupportedOperation
	}
	name := r.text("role")
	if name == "" {
		name = a.defaultRole
	}
	role := a.roles[name]
	switch {
	case name == "":
		return nil, fail(400, "missing role")
	case role == nil:
		return nil, fail(400, "role %q could not be found", name)
	case r.text("jwt") == "":
		return nil, fail(400, "missing token")
	}
	claims, err := a.validate(v.issuer, role, r.text("jwt"))
	if err != nil {
		return nil, err
	}
	user, is := claims[role.UserClaim].(string)
	if !is {
		return nil, fail(400, "claim %q not found in token", role.UserClaim)
	}
	if err := role.bound(claims); err != nil {
		return nil, fail(400, "error validating claims: %v", err)
	}
	return v.issue(m, r, role.tokenSettings, strings.TrimSuffix(strings.TrimPrefix(m.path, "auth/"), "/")+"-"+user, map[string]string{"role": name})
}

// validate checks signature, issuer, subject, audience and times, with the library that Vault does it with.
func (a *jwtAuth) validate(from *issuer, role *jwtRole, text string) (object, error) {
	keys := must(cap.NewStaticKeySet([]crypto.PublicKey{from.rsa().Public(), from.ecdsa().Public()}))
	claims, err := must(cap.NewValidator(keys)).Validate(context.Background(), text, cap.Expected{
		Issuer: a.boundIssuer, Subject: role.BoundSubject, Audiences: role.BoundAudiences, SigningAlgorithms: []cap.Alg{cap.RS256, cap.ES256},
	})
	if err != nil {
		return nil, fail(400, "error validating token: %v", err)
	}
	if audiences, is := claims["aud"].([]any); len(role.BoundAudiences) == 0 && (is && len(audiences) > 0 || !is && claims["aud"] != nil) {
		return nil, fail(400, "audience claim found in JWT but no audiences bound to the role")
	}
	return claims, nil
}

// bound checks the claims that the role asks for: each must have one of the values.
func (role *jwtRole) bound(claims object) error {
	for name, expected := range role.BoundClaims {
		actual := claims[name]
		if actual == nil {
			return fmt.Errorf("claim %q is missing", name)
		}
		if !slices.ContainsFunc(listed(expected), func(want any) bool {
			return slices.ContainsFunc(listed(actual), func(have any) bool {
				if role.BoundClaimsType == "glob" {
					return glob.Glob(fmt.Sprint(want), fmt.Sprint(have))
				}
				return fmt.Sprint(want) == fmt.Sprint(have)
			})
		}) {
			return fmt.Errorf("claim %q does not match any associated bound claim values", name)
		}
	}
	return nil
}

func listed(value any) []any {
	if list, is := value.([]any); is {
		return list
	}
	return []any{value}
}

// idToken has what every ID token has, and the claims.
func idToken(issuer, audience string, claims object) object {
	now := time.Now()
	token := object{
		"iss": issuer, "aud": audience, "iat": now.Unix(), "nbf": now.Add(-5 * time.Second).Unix(), "exp": now.Add(5 * time.Minute).Unix(),
		"jti": randomUUID(),
	}
	for name, value := range claims {
		token[name] = value
	}
	return token
}
