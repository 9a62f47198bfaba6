// Package life is how long a double lives: as long as the test that started it, and no longer.
package life

import (
	"context"
	"io"
	"net"
	"net/http"
)

// Serve lets handler answer on listener, prints ready once it does, and goes on until ctx is done or in ends.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, ready string, in io.Reader, out io.Writer) error {
	server := &http.Server{Handler: handler}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	if _, err := io.WriteString(out, ready); err != nil {
		server.Close()
		return err
	}
	if err := Until(ctx, in, failed); err != nil {
		return err
	}
	return server.Close()
}

// Until waits until ctx is done or in ends: a test that dies takes its double along. What comes by failed is returned.
func Until(ctx context.Context, in io.Reader, failed <-chan error) error {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		io.Copy(io.Discard, in) //nolint:errcheck // an unreadable input has ended, too
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	case <-ended:
	}
	return nil
}
