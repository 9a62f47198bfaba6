package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// started runs the program and gives its endpoint, its standard input and its end.
func started(ctx context.Context, t *testing.T, tokenFile string) (string, io.Closer, <-chan error) {
	t.Helper()
	stdin, feed := io.Pipe()
	output, stdout := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, 0, tokenFile, stdin, stdout) }()
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	endpoint, found := strings.CutPrefix(strings.TrimSpace(line), "HCLOUD_ENDPOINT=")
	if !found || !strings.HasPrefix(endpoint, "http://127.0.0.1:") || !strings.HasSuffix(endpoint, "/v1") {
		t.Fatalf("the first line is %q", line)
	}
	return endpoint, feed, ended
}

func ends(t *testing.T, endpoint string, ended <-chan error) {
	t.Helper()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it did not end")
	}
	if response, err := http.Get(endpoint + "/servers"); err == nil {
		response.Body.Close()
		t.Error("it still answers")
	}
}

func TestServesUntilItsInputEnds(t *testing.T) {
	endpoint, stdin, ended := started(t.Context(), t, "")
	response, err := http.Get(endpoint + "/servers")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	equal(t, "the status without a token", response.StatusCode, http.StatusUnauthorized)
	stdin.Close()
	ends(t, endpoint, ended)
}

func TestServesUntilItIsTold(t *testing.T) {
	ctx, tell := context.WithCancel(t.Context())
	endpoint, _, ended := started(ctx, t, "")
	tell()
	ends(t, endpoint, ended)
}

func TestRefusesATakenPort(t *testing.T) {
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if err := run(t.Context(), taken.Addr().(*net.TCPAddr).Port, "", strings.NewReader(""), io.Discard); err == nil {
		t.Error("a taken port is no error")
	}
}

func TestTakesTheTokenInTheFileAndNoOther(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := run(t.Context(), 0, file, strings.NewReader(""), io.Discard); err == nil {
		t.Error("a file that is not there is no error")
	}
	for _, text := range []string{"\n", "its-own\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := run(t.Context(), 0, file, strings.NewReader(""), io.Discard); (err == nil) != (text != "\n") {
			t.Fatalf("with %q in the file it ends with %v", text, err)
		}
	}
	endpoint, stdin, ended := started(t.Context(), t, file)
	for token, status := range map[string]int{"its-own": http.StatusOK, "its-own-": http.StatusUnauthorized} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, endpoint+"/servers", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		equal(t, "the status with "+token, response.StatusCode, status)
	}
	stdin.Close()
	ends(t, endpoint, ended)
}
