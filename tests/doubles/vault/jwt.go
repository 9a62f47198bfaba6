package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// issuer signs ID tokens as GitHub's and GitLab's issuers do, with keys of its own.
type issuer struct {
	keys map[jose.SignatureAlgorithm]any
}

func newIssuer() *issuer {
	rs, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // no randomness: nothing to go on with
	}
	es, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return &issuer{keys: map[jose.SignatureAlgorithm]any{jose.RS256: rs, jose.ES256: es}}
}

func (i *issuer) sign(algorithm jose.SignatureAlgorithm, claims object) (string, error) {
	key := i.keys[algorithm]
	if key == nil {
		return "", fmt.Errorf("no key for algorithm %q", algorithm)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}

func (i *issuer) public(algorithm jose.SignatureAlgorithm) any {
	switch key := i.keys[algorithm].(type) {
	case *rsa.PrivateKey:
		return &key.PublicKey
	case *ecdsa.PrivateKey:
		return &key.PublicKey
	}
	return nil
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
		return nil, fail(400, "error validating token: %v", err)
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

// validate checks signature, issuer, subject, audience and times.
func (a *jwtAuth) validate(from *issuer, role *jwtRole, text string) (object, error) {
	parsed, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.RS256, jose.ES256})
	if err != nil {
		return nil, errors.New("error verifying token signature: malformed jwt")
	}
	all, standard := object{}, jwt.Claims{}
	if err := parsed.Claims(from.public(jose.SignatureAlgorithm(parsed.Headers[0].Algorithm)), &all, &standard); err != nil {
		return nil, errors.New("error verifying token signature: no known key successfully validated the token signature")
	}
	if err := standard.ValidateWithLeeway(jwt.Expected{Issuer: a.boundIssuer, Subject: role.BoundSubject, Time: time.Now()}, 0); err != nil {
		return nil, err
	}
	if len(role.BoundAudiences) == 0 && len(standard.Audience) > 0 {
		return nil, errors.New("audience claim found in JWT but no audiences bound to the role")
	}
	if len(role.BoundAudiences) > 0 && !slices.ContainsFunc(role.BoundAudiences, standard.Audience.Contains) {
		return nil, errors.New("invalid audience (aud) claim: audience claim does not match any expected audience")
	}
	return all, nil
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
					return glob(fmt.Sprint(want), fmt.Sprint(have))
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

// glob: a * stands for any text, also for slashes.
func glob(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == text
	}
	text, found := strings.CutPrefix(text, parts[0])
	if !found {
		return false
	}
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(text, part)
		if at < 0 {
			return false
		}
		text = text[at+len(part):]
	}
	return strings.HasSuffix(text, parts[len(parts)-1])
}

// defaults are what an ID token has that says nothing else.
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
