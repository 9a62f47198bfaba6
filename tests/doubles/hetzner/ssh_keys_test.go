package main

import (
	"testing"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

func TestSSHKeys(t *testing.T) {
	c := project(t)
	made := ok(t, c.SSHKey.Create, hcloud.SSHKeyCreateOpts{Name: "key", PublicKey: publicKey})
	equal(t, "the fingerprint", made.Fingerprint, "24:22:3d:f9:f4:8b:a4:85:0e:94:65:d0:0d:bd:70:42") // ssh-keygen -l -E md5
	refused(t, hcloud.ErrorCodeUniquenessError, c.SSHKey.Create, hcloud.SSHKeyCreateOpts{Name: "other", PublicKey: publicKey + "2"})
	refused(t, hcloud.ErrorCodeInvalidInput, c.SSHKey.Create, hcloud.SSHKeyCreateOpts{Name: "other", PublicKey: "ssh-ed25519 AAAA"})
	refused(t, hcloud.ErrorCodeInvalidInput, c.SSHKey.Create, hcloud.SSHKeyCreateOpts{Name: "other", PublicKey: "no key"})
	equal(t, "the key of that fingerprint", ok(t, c.SSHKey.GetByFingerprint, made.Fingerprint).ID, made.ID)
	updated := ok2(t, c.SSHKey.Update, made, hcloud.SSHKeyUpdateOpts{Name: "renamed", Labels: map[string]string{"a": "b"}})
	equal(t, "the name", updated.Name, "renamed")
	gone(t, c.SSHKey.Delete, made)
	kept(t, hcloud.ErrorCodeNotFound, c.SSHKey.Delete, made)
}
