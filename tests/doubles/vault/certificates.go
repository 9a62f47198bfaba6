package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// certificates are a CA and what it signed; all are made anew at each start.
type certificates struct {
	pool  *x509.CertPool
	names map[string]*tls.Certificate // good and the faulty ones, by the name a fault calls them by

	mu     sync.Mutex
	faulty string // which one the next handshakes get
	left   int    // how many of them
}

// What a client is to refuse.
const (
	certificateWrongName = "wrong-name"
	certificateUnknownCA = "unknown-ca"
	certificateExpired   = "expired"
)

type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// newCertificates makes them and writes to folder what clients need: ca.pem, client.pem, client-key.pem.
func newCertificates(folder string) (*certificates, error) {
	ca, err := newAuthority("Test CA")
	if err != nil {
		return nil, err
	}
	stranger, err := newAuthority("Unknown CA")
	if err != nil {
		return nil, err
	}
	c := &certificates{pool: x509.NewCertPool(), names: map[string]*tls.Certificate{}}
	c.pool.AddCert(ca.certificate)
	now := time.Now()
	for _, wanted := range []struct {
		name   string
		signer *authority
		host   string
		until  time.Time
	}{
		{"", ca, "vault.test", now.Add(24 * time.Hour)},
		{certificateWrongName, ca, "elsewhere.test", now.Add(24 * time.Hour)},
		{certificateUnknownCA, stranger, "vault.test", now.Add(24 * time.Hour)},
		{certificateExpired, ca, "vault.test", now.Add(-time.Minute)},
	} {
		template := &x509.Certificate{
			Subject: pkix.Name{CommonName: wanted.host}, DNSNames: []string{wanted.host},
			NotAfter: wanted.until, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		}
		if wanted.name != certificateWrongName {
			template.DNSNames = append(template.DNSNames, "localhost")
			template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
		}
		if c.names[wanted.name], err = wanted.signer.sign(template); err != nil {
			return nil, err
		}
	}
	client, err := ca.sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: "client"}, NotAfter: now.Add(24 * time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return nil, err
	}
	key, err := x509.MarshalPKCS8PrivateKey(client.PrivateKey)
	if err != nil {
		return nil, err
	}
	for name, block := range map[string]*pem.Block{
		"ca.pem":         {Type: "CERTIFICATE", Bytes: ca.certificate.Raw},
		"client.pem":     {Type: "CERTIFICATE", Bytes: client.Certificate[0]},
		"client-key.pem": {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(block), 0o600); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func newAuthority(name string) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(raw)
	return &authority{certificate, key}, err
}

func (a *authority) sign(template *x509.Certificate) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	if template.SerialNumber, err = rand.Int(rand.Reader, big.NewInt(1<<62)); err != nil {
		return nil, err
	}
	template.NotBefore = time.Now().Add(-time.Hour)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	raw, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, nil
}

// present gives the next n handshakes a faulty certificate.
func (c *certificates) present(name string, n int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names[name] == nil {
		return false
	}
	c.faulty, c.left = name, n
	return true
}

func (c *certificates) next(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left == 0 {
		return c.names[""], nil
	}
	c.left--
	return c.names[c.faulty], nil
}

// config is how a listener speaks TLS.
func (c *certificates) config(o *options) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.next, NextProtos: []string{"h2", "http/1.1"}}
	if o.http1 {
		config.NextProtos = []string{"http/1.1"}
	}
	if o.mtls {
		config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, c.pool
	}
	return config
}
