package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Operations, called as the capability that each needs.
const (
	opRead   = "read"
	opList   = "list"
	opCreate = "create"
	opUpdate = "update"
	opDelete = "delete"
	opPatch  = "patch"
)

// request is one after its headers and body were read.
type request struct {
	id        string
	operation string
	namespace *namespace
	path      string // without /v1/ and the namespace
	rest      string // of the path, below the mount
	tokenID   string
	token     *token        // nil: there is none with that id
	open      bool          // the path needs no token
	wrap      time.Duration // the client wants the answer wrapped
	data      object        // the body, or the query of a read
}

type object = map[string]any

// response is what a handler found; nil is 204 No Content, or 404 for a read.
type response struct {
	data     any
	lease    *lease
	duration time.Duration // of a secret without a lease
	auth     *token
	warnings []string
	status   int     // other than 200
	empty    bool    // no body
	top      object  // what is in the envelope as well, beside data: some old paths of sys/
	unwraps  *stored // the body and status of what was wrapped
}

// apiError is an error as Vault words it: a status and any number of messages.
type apiError struct {
	status   int
	messages []string
	headers  map[string]string
}

func (e *apiError) Error() string {
	return fmt.Sprintf("%d: %s", e.status, strings.Join(e.messages, "; "))
}

func fail(status int, format string, args ...any) error {
	return &apiError{status: status, messages: []string{fmt.Sprintf(format, args...)}}
}

// What Vault says in many places. The three forms of "permission denied" are those of no token, of a token that may
// not, and of a token that is none (multierror's formatting, which reaches the client).
var (
	noToken              = &apiError{status: 403, messages: []string{"permission denied"}}
	denied               = &apiError{status: 403, messages: []string{"1 error occurred:\n\t* permission denied\n\n"}}
	badToken             = &apiError{status: 403, messages: []string{"2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"}}
	notFound             = &apiError{status: 404, messages: []string{}}
	unsupportedPath      = &apiError{status: 404, messages: []string{"1 error occurred:\n\t* unsupported path\n\n"}}
	unsupportedOperation = &apiError{status: 405, messages: []string{"1 error occurred:\n\t* unsupported operation\n\n"}}
	sealedError          = &apiError{status: 503, messages: []string{"Vault is sealed"}}
)

// authenticated says what is wrong with the token.
func (r *request) authenticated() error {
	switch {
	case r.tokenID == "":
		return noToken
	case r.token == nil:
		return badToken
	}
	return nil
}

func (r *request) text(name string) string {
	switch value := r.data[name].(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	}
	return ""
}

// texts reads a list, or a string with commas.
func (r *request) texts(name string) []string {
	var list []string
	switch value := r.data[name].(type) {
	case string:
		for _, item := range strings.Split(value, ",") {
			if item = strings.TrimSpace(item); item != "" {
				list = append(list, item)
			}
		}
	case []any:
		for _, item := range value {
			if text, is := item.(string); is {
				list = append(list, text)
			}
		}
	}
	return list
}

func (r *request) number(name string) int {
	n, _ := strconv.Atoi(r.text(name)) //nolint:errcheck // absent is 0
	return n
}

func (r *request) duration(name string) (time.Duration, error) {
	text := r.text(name)
	if text == "" {
		return 0, nil
	}
	d, err := parseDuration(text)
	if err != nil {
		return 0, fail(400, "error converting input for field %q: %v", name, err)
	}
	return d, nil
}

// duration in JSON is a number of seconds or a string such as "90", "1h" or "7d".
type duration time.Duration

func (d *duration) UnmarshalJSON(text []byte) error {
	parsed, err := parseDuration(strings.Trim(string(text), `"`))
	*d = duration(parsed)
	return err
}

func parseDuration(text string) (time.Duration, error) {
	if seconds, err := strconv.ParseInt(text, 10, 32); err == nil {
		return time.Duration(seconds) * time.Second, nil
	}
	if days, found := strings.CutSuffix(text, "d"); found {
		n, err := strconv.ParseInt(days, 10, 32)
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(text)
}

// operation is what a method asks for; a read with ?list=true is a list.
func operation(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		if list, err := strconv.ParseBool(r.URL.Query().Get("list")); err == nil && list {
			return opList
		}
		return opRead
	case "LIST":
		return opList
	case http.MethodPut, http.MethodPost:
		return opUpdate
	case http.MethodPatch:
		return opPatch
	case http.MethodDelete:
		return opDelete
	}
	return ""
}
