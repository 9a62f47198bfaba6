package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// running runs the program and gives the address of its control listener, its standard input and its end.
func running(ctx context.Context, t *testing.T) (string, io.Closer, <-chan error) {
	t.Helper()
	o, err := parse([]string{"-certificates", t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	stdin, feed := io.Pipe()
	output, stdout := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, o, stdin, stdout) }()
	lines := bufio.NewReader(output)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if address, found := strings.CutPrefix(strings.TrimSpace(line), "VAULT_CONTROL="); found {
			go io.Copy(io.Discard, lines) //nolint:errcheck // the rest of the one write
			return address, feed, ended
		}
	}
}

func ends(t *testing.T, address string, ended <-chan error) {
	t.Helper()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it did not end")
	}
	if response, err := http.Get(address + "/stats"); err == nil {
		response.Body.Close()
		t.Error("it still answers")
	}
}

func TestServesUntilItsInputEnds(t *testing.T) {
	address, stdin, ended := running(t.Context(), t)
	response, err := http.Get(address + "/stats")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	equal(t, "the status", response.StatusCode, 200)
	stdin.Close()
	ends(t, address, ended)
}

func TestServesUntilItIsTold(t *testing.T) {
	ctx, tell := context.WithCancel(t.Context())
	address, _, ended := running(ctx, t)
	tell()
	ends(t, address, ended)
}

func TestOptionsThatAreNone(t *testing.T) {
	for _, arguments := range [][]string{{}, {"-certificates", ".", "more"}, {"-none"}} {
		if _, err := parse(arguments); err == nil {
			t.Errorf("%q is no error", arguments)
		}
	}
	for _, o := range []*options{
		{folder: t.TempDir(), seed: "none.json"}, {folder: "none", seed: "example.json"},
		{folder: t.TempDir(), seed: file(t, `{"namespaces": {"": {"mount": {}}}}`)},
		{folder: t.TempDir(), seed: file(t, `{"namespaces": {"": {"mounts": {"a/": {"type": "none"}}}}}`)},
		{folder: t.TempDir(), seed: file(t, `{"namespaces": {"": {"mounts": {"a/": {"type": "aws", "roles": {"a": {"tt": 1}}}}}}}`)},
		{folder: t.TempDir(), seed: file(t, `{"namespaces": {"": {"policies": {"a": {"path": {"b": {"capabilities": ["c"]}}}}}}}`)},
		{folder: t.TempDir(), seed: file(t, `{"namespaces": {"": {"tokens": [{"policies": ["root"]}]}}}`)},
	} {
		if err := run(t.Context(), o, strings.NewReader(""), io.Discard); err == nil {
			t.Errorf("%+v is no error", o)
		}
	}
}
