package harness

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/stretchr/testify/require"
)

// token has the length the provider asks for; the double takes any.
var token = strings.Repeat("0", 64)

// Cloud is a Hetzner Cloud of a test's own. Its client does what a person does behind Terraform's back.
type Cloud struct {
	*hcloud.Client
	Endpoint string
}

// NewCloud starts an empty cloud that ends with the test.
func NewCloud(t *testing.T) *Cloud {
	t.Helper()
	double := exec.Command("go", "run", "./hetzner")
	double.Dir = In("tests", "doubles")
	if program := os.Getenv("HETZNER_API"); program != "" {
		double = exec.Command(program)
	}
	var said bytes.Buffer
	double.Stderr = &said
	stdin, err := double.StdinPipe()
	require.NoError(t, err)
	stdout, err := double.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, double.Start())
	t.Cleanup(func() {
		stdin.Close() // which ends it
		if err := double.Wait(); err != nil {
			t.Errorf("the double ended with %v: %s", err, said.String())
		}
	})

	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err, "the double does not start: %s", &said)
	endpoint, found := strings.CutPrefix(strings.TrimSpace(line), "HCLOUD_ENDPOINT=")
	require.True(t, found, "the double says %q", line)
	return &Cloud{
		Client:   hcloud.NewClient(hcloud.WithEndpoint(endpoint), hcloud.WithToken(token)),
		Endpoint: endpoint,
	}
}

// Counts is how much there is of each kind, without the kinds there is nothing of.
func (c *Cloud) Counts(t *testing.T) map[string]int {
	t.Helper()
	counts := map[string]int{}
	count(t, counts, "servers", c.Server.All)
	count(t, counts, "networks", c.Network.All)
	count(t, counts, "firewalls", c.Firewall.All)
	count(t, counts, "volumes", c.Volume.All)
	count(t, counts, "load_balancers", c.LoadBalancer.All)
	count(t, counts, "placement_groups", c.PlacementGroup.All)
	count(t, counts, "primary_ips", c.PrimaryIP.All)
	count(t, counts, "ssh_keys", c.SSHKey.All)
	count(t, counts, "zones", c.Zone.All)
	return counts
}

func count[R any](t *testing.T, counts map[string]int, kind string, all func(context.Context) ([]R, error)) {
	t.Helper()
	found, err := all(t.Context())
	require.NoError(t, err)
	if len(found) > 0 {
		counts[kind] = len(found)
	}
}
