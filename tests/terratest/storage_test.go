package terratest

import (
	"fmt"
	"testing"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

func storageVariables(server string) vars {
	return common("data").With(vars{
		"volumes":    vars{"db": vars{"size": 10, "server": 0}, "spare": vars{"size": 20, "format": "xfs"}},
		"server_ids": list(server),
		"zones":      list("nbg1"),
	})
}

func refusesBadStorage(t *testing.T, unit *harness.Unit) {
	t.Helper()
	refusesBadContext(t, unit)
	refusesAll(t, unit, []refusal{
		{"is a whole number of GB", vars{"volumes": vars{"a": vars{"size": 10.5}}}},
		{"The format of a volume is", vars{"volumes": vars{"a": vars{"size": 10, "format": "btrfs"}}}},
		{"is an index into server_ids", vars{"volumes": vars{"a": vars{"size": 10, "server": 1}}}},
		{"The name of a volume", vars{"volumes": vars{"A volume": vars{"size": 10}}}},
		{"There is one zone for each of server_ids", vars{"zones": list("nbg1", "fsn1")}},
	})
}

func storageHetzner(t *testing.T) harness.Outputs {
	cloud := harness.NewCloud(t)
	created, _, err := cloud.Server.Create(t.Context(), hcloud.ServerCreateOpts{
		Name: "surroundings", ServerType: &hcloud.ServerType{Name: "cx23"}, Image: &hcloud.Image{Name: "debian-12"}, Location: &hcloud.Location{Name: "nbg1"},
	})
	require.NoError(t, err)
	server := created.Server
	unit := harness.Module(t, cloud, "storage", "hetzner", storageVariables(fmt.Sprint(server.ID)))
	refusesBadStorage(t, unit)
	for _, size := range []int{9, 10241} {
		unit.Refuses(t, vars{"volumes": vars{"a": vars{"size": size}}}, "cannot do: volumes.size: Hetzner's volumes have 10 to 10240 GB")
	}
	unit.Refuses(t, vars{"buckets": vars{"a": vars{}}}, "Unit data asks for what its provider cannot do: buckets: Hetzner's Cloud API has no object buckets.")
	unit.Refuses(t, vars{"snapshots": vars{"volume_ids": vars{"db": "1"}}}, "snapshots: Hetzner takes no snapshots of volumes")

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"hcloud_volume": 2, "hcloud_volume_attachment": 1}, plan.Counts())
	db, spare := plan.Values(t, `hcloud_volume.this["db"]`), plan.Values(t, `hcloud_volume.this["spare"]`)
	isLabelled(t, db, "demo-test-data-db", "data")
	assert.Equal(t, "nbg1", db["location"], "where the server is")
	assert.Equal(t, "fsn1", spare["location"], "where the region begins")
	assert.Equal(t, "ext4", db["format"])
	assert.Equal(t, "xfs", spare["format"])
	assert.Equal(t, false, plan.Values(t, `hcloud_volume_attachment.this["db"]`)["automount"], "that is configuration management's business")

	outputs := unit.Apply(t)
	ids := outputs["volume_ids"].Value.(map[string]any)
	volume, _, err := cloud.Volume.Get(t.Context(), ids["db"].(string))
	require.NoError(t, err)
	require.NotNil(t, volume)
	require.NotNil(t, volume.Server)
	assert.Equal(t, server.ID, volume.Server.ID)
	assert.Equal(t, volume.LinuxDevice, outputs["volume_devices"].Value.(map[string]any)["db"])
	assert.Empty(t, outputs["bucket_names"].Value)
	assert.Empty(t, outputs["bucket_endpoints"].Value)

	grown := storageVariables(fmt.Sprint(server.ID)).With(vars{"volumes": vars{"db": vars{"size": 11, "server": 0}}, "deletion_protection": true})
	unit.Set(t, grown)
	unit.Apply(t)
	volume, _, err = cloud.Volume.GetByID(t.Context(), volume.ID)
	require.NoError(t, err)
	assert.Equal(t, 11, volume.Size, "it grew in place")
	assert.True(t, volume.Protection.Delete)
	unit.Set(t, grown.With(vars{"deletion_protection": false}))
	unit.Apply(t)

	unit.Destroy(t)
	_, _, err = cloud.Server.DeleteWithResult(t.Context(), server)
	require.NoError(t, err)
	isEmpty(t, cloud, map[string]int{})
	return outputs
}
