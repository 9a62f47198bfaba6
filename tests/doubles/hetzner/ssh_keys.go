package main

import (
	"net/http"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
	"golang.org/x/crypto/ssh"
)

func (c *cloud) offerSSHKeys() {
	c.sshKeys = kind[schema.SSHKey]{one: "ssh_key", many: "ssh_keys",
		common: func(k *schema.SSHKey) common {
			return common{id: &k.ID, name: &k.Name, labels: &k.Labels, created: &k.Created}
		},
	}
	c.sshKeys.readable(c)
	c.sshKeys.updatable(c)
	c.sshKeys.deletable(c)
	c.handle("POST /ssh_keys", c.createSSHKey)
}

func (c *cloud) createSSHKey(r *http.Request) (any, error) {
	body, err := decode[schema.SSHKeyCreateRequest](r)
	if err != nil {
		return nil, err
	}
	public, _, _, _, err := ssh.ParseAuthorizedKey([]byte(body.PublicKey))
	if err != nil {
		return nil, invalid("public_key", "%v", err)
	}
	key := &schema.SSHKey{PublicKey: body.PublicKey, Fingerprint: ssh.FingerprintLegacyMD5(public)}
	for _, other := range c.sshKeys.all() {
		if other.Fingerprint == key.Fingerprint {
			return nil, fail(hcloud.ErrorCodeUniquenessError, "SSH key with the same fingerprint already exists")
		}
	}
	if err := c.sshKeys.create(c, key, body.Name, body.Labels); err != nil {
		return nil, err
	}
	return schema.SSHKeyCreateResponse{SSHKey: *key}, nil
}
