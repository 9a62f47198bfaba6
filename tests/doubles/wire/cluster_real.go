//go:build real

package wire

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Cluster starts three nodes of a real server, which PROGRAM is, with a script of tests/e2e, and gives what its env file says.
// They end with the test.
func Cluster(t *testing.T, script string) map[string]string {
	t.Helper()
	script, err := filepath.Abs(filepath.Join("..", "..", "e2e", script))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	t.Cleanup(func() {
		if text, err := exec.Command(script, "down", folder).CombinedOutput(); err != nil {
			t.Errorf("%s down: %v: %s", script, err, text)
		}
	})
	if text, err := exec.Command(script, "up", folder, os.Getenv("PROGRAM")).CombinedOutput(); err != nil {
		t.Fatalf("%s up: %v: %s", script, err, text)
	}
	file, err := os.Open(filepath.Join(folder, "env"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	said := map[string]string{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), "=")
		said[name] = strings.Trim(value, "'")
	}
	return said
}
