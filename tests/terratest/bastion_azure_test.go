package terratest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func bastionAzure(t *testing.T) harness.Outputs {
	variables := common("jump").With(vars{
		"ssh_keys":     vars{"admin": publicKey},
		"network_id":   azureID("Microsoft.Network/virtualNetworks/theirs"),
		"subnet_ids":   vars{"10.0.1.0/24": azureSubnet, "10.0.2.0/24": azureSubnet + "2"},
		"network_cidr": "10.0.0.0/16",
		"ssh_cidrs":    list("203.0.113.0/24", "2001:db8::/32"),
	})
	unit := harness.Module(t, nil, "bastion", "azure", variables)
	refusesBadContext(t, unit)
	refusesAll(t, unit, []refusal{
		{"cannot do: region: another cloud's: Azure's own regions", vars{"region": "eu-centrall"}},
		{"cannot do: size: another cloud's: Azure's own sizes", vars{"size": "smal"}},
		{"At least one SSH public key is needed", vars{"ssh_keys": vars{}}},
		{"SSH (tcp port 22) would be open to the internet", vars{"ssh_cidrs": list("0.0.0.0/0")}},
		{"ssh_keys: ecdsa: Azure takes SSH keys of RSA and Ed25519", vars{"ssh_keys": vars{"admin": "ecdsa-sha2-nistp256 AAAAE2Vj"}}},
		{"Azure's images are written publisher:offer:sku:version", vars{"image": "debian-11"}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"azurerm_resource_group": 1, "azurerm_public_ip": 1, "azurerm_network_interface": 1, "azurerm_network_security_group": 1,
		"azurerm_network_interface_security_group_association": 1, "azurerm_linux_virtual_machine": 1, "terraform_data": 1,
	}, plan.Counts())
	server := plan.Values(t, "azurerm_linux_virtual_machine.this")
	isTagged(t, server, "demo-test-jump", "bastion", "jump")
	assert.Equal(t, "Standard_B2als_v2", server["size"])
	assert.Equal(t, true, server["disable_password_authentication"])
	assert.Equal(t, publicKey, azureBlock(t, server, "admin_ssh_key")["public_key"])
	assert.Equal(t, "12-gen2", azureBlock(t, server, "source_image_reference")["sku"])
	card := azureBlock(t, plan.Values(t, "azurerm_network_interface.this"), "ip_configuration")
	assert.Equal(t, "10.0.1.5", card["private_ip_address"])
	assert.Equal(t, azureSubnet, card["subnet_id"])
	lines := azureRules(t, plan.Values(t, "azurerm_network_security_group.this"))
	assert.Equal(t, []string{
		"allow in Tcp 22 203.0.113.0/24", "allow in Tcp 22 2001:db8::/32", "allow out Tcp 22 10.0.0.0/16",
		"allow out Tcp 53 0.0.0.0/0", "allow out Tcp 80 0.0.0.0/0", "allow out Tcp 443 0.0.0.0/0", "allow out Udp 53 0.0.0.0/0",
	}, lines[:7])
	assert.ElementsMatch(t, []string{"deny in * * *", "deny out * * *"}, lines[7:])

	outputs := unit.Apply(t)
	assert.Equal(t, "10.0.1.5", outputs["private_address"].Value)
	assert.Equal(t, "azureuser", outputs["user"].Value)
	assert.NotEmpty(t, outputs["public_ipv4"].Value)
	assert.Regexp(t, "/virtualMachines/demo-test-jump$", outputs["server_id"].Value)
	unit.Set(t, variables.With(vars{"ssh_keys": vars{"other": strings.Replace(publicKey, "one@", "two@", 1)}}))
	assert.Empty(t, unit.Plan(t).Counts(), "the first boot is over")
	azureGuards(t, unit, variables, "/resourceGroups/demo-test-jump-bastion$")

	unit.Set(t, variables.With(vars{"subnet_ids": vars{"10.0.1.0/24": "0"}}))
	assert.Equal(t, 1, unit.Plan(t).Counts()["azurerm_linux_virtual_machine"], "planned with mocks")
	return outputs
}
