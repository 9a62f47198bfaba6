package terratest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

// requestFor is a certificate request for a host name, as a host makes it that keeps the key.
func requestFor(t *testing.T, name string, key crypto.Signer) vars {
	t.Helper()
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
	}, key)
	require.NoError(t, err)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: request})
	return vars{"csr": string(text), "names": list(name)}
}

// requests have keys of each kind, and names of six lengths: what Base64 makes of a request depends on the length.
func requests(t *testing.T) vars {
	t.Helper()
	elliptical, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	prime, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	all := vars{}
	for length := range 6 {
		name := strings.Repeat("w", length+1) + ".example.com"
		all[fmt.Sprintf("ecdsa-%d", length)] = requestFor(t, name, elliptical)
		all[fmt.Sprintf("rsa-%d", length)] = requestFor(t, name, prime)
	}
	return all
}

func refusesBadRequests(t *testing.T, unit *harness.Unit, good vars) {
	t.Helper()
	refusesAll(t, unit, []refusal{
		{"become host names", vars{"context": vars{"product": "Demo", "environment": "test", "unit": "x", "labels": vars{}}}},
		{"The name of a certificate is written", vars{"requests": vars{"A name": good}}},
		{"a private key does not belong here", vars{"requests": vars{"a": good.With(vars{"csr": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"})}}},
		{"A certificate is for at least one host name", vars{"requests": vars{"a": good.With(vars{"names": list()})}}},
		{"A certificate is for at least one host name", vars{"requests": vars{"a": good.With(vars{"names": list("localhost")})}}},
		{"valid for 7, 30, 90, 365", vars{"validity_days": 31}},
		{"An e-mail address has one @", vars{"email": "nobody"}},
		{"A challenge is the name of a DNS provider", vars{"challenge": "Route 53"}},
	})
}

func certificatesCloudflare(t *testing.T) harness.Outputs {
	all := requests(t)
	variables := regionless("edge").With(vars{"requests": all, "challenge": "cloudflare"})
	unit := harness.Module(t, nil, "certificates", "cloudflare", variables)
	refusesBadRequests(t, unit, all["rsa-0"].(vars))
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	refusesAll(t, unit, []refusal{
		{"Unit edge asks for what its provider cannot do: email: Cloudflare writes to the account's owner only.", vars{"email": "a@example.com"}},
		{"Certificate odd of unit edge: Cloudflare certifies RSA and ECDSA keys", vars{"requests": vars{"odd": requestFor(t, "www.example.com", edwards)}}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"cloudflare_origin_ca_certificate": 12}, plan.Counts())
	for name, request := range all {
		planned := plan.Values(t, `cloudflare_origin_ca_certificate.this["`+name+`"]`)
		assert.Equal(t, request.(vars)["csr"], planned["csr"])
		assert.EqualValues(t, request.(vars)["names"], planned["hostnames"])
		expected := "origin-rsa"
		if strings.HasPrefix(name, "ecdsa") {
			expected = "origin-ecc"
		}
		assert.Equal(t, expected, planned["request_type"], name)
	}

	few := variables.With(vars{"requests": vars{"www": all["rsa-0"]}, "validity_days": 365})
	unit.Set(t, few)
	assert.EqualValues(t, 365, unit.Plan(t).Values(t, `cloudflare_origin_ca_certificate.this["www"]`)["requested_validity"])
	outputs := unit.Apply(t)
	assert.Contains(t, outputs["certificates"].Value.(map[string]any)["www"], "-----BEGIN CERTIFICATE-----")
	ends, err := time.Parse(time.RFC3339, outputs["expirations"].Value.(map[string]any)["www"].(string))
	assert.NoError(t, err)
	assert.True(t, ends.After(time.Now()))
	unit.Set(t, few.With(vars{"requests": vars{}}))
	assert.Equal(t, typeNames(outputs.Types()), typeNames(unit.Apply(t).Types()))
	unit.Destroy(t)
	return outputs
}

func certificatesLetsencrypt(t *testing.T) harness.Outputs {
	all := requests(t)
	variables := regionless("edge").With(vars{
		"requests": vars{"www": all["ecdsa-0"], "api": all["rsa-1"]}, "challenge": "route53", "email": "admin@example.com",
	})
	unit := harness.Module(t, nil, "certificates", "letsencrypt", variables)
	refusesBadRequests(t, unit, all["rsa-0"].(vars))
	refusesAll(t, unit, []refusal{
		{"validity_days: Let's Encrypt decides itself how long certificates are valid.", vars{"validity_days": 90}},
		{"Unit edge asks Let's Encrypt for certificates without saying how a name is proved", vars{"challenge": nil}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"acme_registration": 1, "acme_certificate": 2}, plan.Counts())
	account := plan.Values(t, "acme_registration.this[0]")
	assert.Equal(t, "admin@example.com", account["email_address"])
	assert.NotContains(t, account, "account_key_pem", "a plan knows no key")
	www := plan.Values(t, `acme_certificate.this["www"]`)
	assert.Equal(t, all["ecdsa-0"].(vars)["csr"], www["certificate_request_pem"])
	assert.Equal(t, "route53", www["dns_challenge"].([]any)[0].(map[string]any)["provider"])
	for _, unset := range []string{"common_name", "key_type", "subject_alternative_names"} {
		assert.Nil(t, www[unset], "with it the provider would make a key: %s", unset)
	}

	outputs := unit.Apply(t)
	for _, name := range []string{"api", "www"} {
		chain := outputs["certificates"].Value.(map[string]any)[name].(string)
		assert.Equal(t, 2, strings.Count(chain, "-----BEGIN CERTIFICATE-----"), "the certificate and its authority's")
		_, err := time.Parse(time.RFC3339, outputs["expirations"].Value.(map[string]any)[name].(string))
		assert.NoError(t, err)
	}
	assert.ElementsMatch(t, []string{"certificates", "expirations", "limits"}, keys(outputs), "the account's key is no output")
	unit.Set(t, variables.With(vars{"email": nil}))
	assert.Equal(t, "", unit.Plan(t).Values(t, "acme_registration.this[0]")["email_address"])
	unit.Destroy(t)
	return outputs
}
