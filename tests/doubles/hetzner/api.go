package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

// root is where the API begins below the host.
const root = "/v1"

// apiError is an error as the API words it. Clients tell errors apart by the code, and some rely on
// an invalid_input's details being there.
type apiError struct {
	Code    hcloud.ErrorCode `json:"code"`
	Message string           `json:"message"`
	Details *details         `json:"details,omitempty"`
}

type details struct {
	Fields []invalidField `json:"fields"`
}

type invalidField struct {
	Name     string   `json:"name"`
	Messages []string `json:"messages"`
}

func (e *apiError) Error() string { return fmt.Sprintf("%s (%s)", e.Message, e.Code) }

func fail(code hcloud.ErrorCode, format string, args ...any) error {
	return &apiError{Code: code, Message: fmt.Sprintf(format, args...)}
}

// invalid says what is wrong with a field of a request.
func invalid(field, format string, args ...any) error {
	problem := fmt.Sprintf(format, args...)
	return &apiError{
		Code:    hcloud.ErrorCodeInvalidInput,
		Message: fmt.Sprintf("invalid input in field '%s': %s", field, problem),
		Details: &details{Fields: []invalidField{{Name: field, Messages: []string{problem}}}},
	}
}

// status is the HTTP status nearest to the code's meaning; no client looks at more than "it failed".
func (e *apiError) status() int {
	switch e.Code {
	case hcloud.ErrorCodeJSONError:
		return http.StatusBadRequest
	case hcloud.ErrorCodeUnauthorized:
		return http.StatusUnauthorized
	case hcloud.ErrorCodeResourceLimitExceeded:
		return http.StatusForbidden
	case hcloud.ErrorCodeNotFound:
		return http.StatusNotFound
	case hcloud.ErrorCodeUniquenessError:
		return http.StatusConflict
	case hcloud.ErrorCodeProtected:
		return http.StatusLocked
	case codeNotModelled:
		return http.StatusNotImplemented
	}
	return http.StatusUnprocessableEntity
}

// codeNotModelled answers what the real API has and this double has not. "not found" would let a
// client take a resource for deleted.
const codeNotModelled hcloud.ErrorCode = "not_modelled"

// object is a JSON object put together by hand.
type object map[string]any

// handle registers a handler; pattern is "METHOD /path" below root. A nil answer is 204 No Content.
func (c *cloud) handle(pattern string, serve func(*http.Request) (any, error)) {
	method, path, _ := strings.Cut(pattern, " ")
	c.mux.HandleFunc(method+" "+root+path, func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock() // one request at a time: handlers need no locks of their own
		defer c.mu.Unlock()
		answer, err := serve(r)
		switch {
		case err != nil:
			writeError(w, err)
		case answer == nil:
			w.WriteHeader(http.StatusNoContent)
		case r.Method == http.MethodPost:
			write(w, http.StatusCreated, answer)
		default:
			write(w, http.StatusOK, answer)
		}
	})
}

// handler is the whole API: the token is asked for first, unknown paths included.
func (c *cloud) handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !bearer || token == "" || c.token != "" && token != c.token {
			writeError(w, fail(hcloud.ErrorCodeUnauthorized, "unable to authenticate"))
			return
		}
		if _, pattern := c.mux.Handler(r); pattern == "" {
			writeError(w, fail(codeNotModelled, "this double does not offer %s %s", r.Method, r.URL.Path))
			return
		}
		c.mux.ServeHTTP(w, r)
	})
}

func writeError(w http.ResponseWriter, err error) {
	var known *apiError
	if !errors.As(err, &known) {
		known = &apiError{Code: hcloud.ErrorCodeServiceError, Message: err.Error()}
	}
	write(w, known.status(), object{"error": known})
}

func write(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // only types of our own are written: this is a bug
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(text) //nolint:errcheck // the client is gone: nobody is left to be told
}

// decode reads a request's body. An unknown key is an error: what is not modelled must not be ignored.
func decode[T any](r *http.Request) (T, error) {
	var body T
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return body, err
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return body, nil // actions without parameters come without a body
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&body); err != nil {
		return body, fail(hcloud.ErrorCodeJSONError, "%v", err)
	}
	return body, nil
}

// overlay writes the keys that from has in JSON over those of onto and leaves the others.
func overlay(onto, from any) {
	text, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(text, onto)
	}
	if err != nil {
		panic(err) // both sides are types of the same API: this is a bug
	}
}
