package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"time"
)

const (
	algorithm = "AWS4-HMAC-SHA256"
	unsigned  = "UNSIGNED-PAYLOAD"
	dateForm  = "20060102T150405Z"
)

type credentials struct{ access, secret, region string }

// refusal is an error as S3 words it.
type refusal struct {
	status        int
	code, message string
}

func (r *refusal) Error() string { return r.message }

func forbidden(message string) *refusal {
	return &refusal{http.StatusForbidden, "AccessDenied", "Forbidden: " + message}
}

func invalid(message string) *refusal {
	return &refusal{http.StatusBadRequest, "InvalidRequest", "Bad request: " + message}
}

// claim is what a request says of its signature.
type claim struct {
	credential, headers, signature, payload string
	date                                    time.Time
	query                                   url.Values // what is signed of it
}

// check tells whether r is signed by the key there is, and not too long ago. now is when it was accepted.
func (c credentials) check(r *http.Request, now time.Time) *refusal {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return invalid("the query cannot be read")
	}
	var made *claim
	var limit time.Duration
	var refused *refusal
	if query.Has("X-Amz-Algorithm") {
		made, limit, refused = claimOfQuery(query)
	} else {
		made, limit, refused = claimOfHeaders(r, query), 24*time.Hour, nil
	}
	switch {
	case refused != nil:
		return refused
	case made == nil:
		return forbidden("Garage does not support anonymous access yet")
	case now.Sub(made.date) > limit: // a date in the future is as good as any
		return invalid("Date is too old")
	}
	scope := fmt.Sprintf("%s/%s/s3/aws4_request", made.date.Format("20060102"), c.region)
	key, rest, _ := strings.Cut(made.credential, "/")
	switch {
	case rest != scope:
		return &refusal{http.StatusBadRequest, "AuthorizationHeaderMalformed",
			fmt.Sprintf("Authorization header malformed, unexpected scope: '%s', expected: '%s'", rest, scope)}
	case key != c.access:
		return forbidden("No such key: " + key)
	}
	canonical, refused := canonicalRequest(r, made)
	if refused != nil {
		return refused
	}
	if !hmac.Equal([]byte(c.sign(made.date, scope, canonical)), []byte(made.signature)) {
		return forbidden("Invalid signature")
	}
	return nil
}

func claimOfQuery(query url.Values) (*claim, time.Duration, *refusal) {
	for name, values := range query {
		if len(values) > 1 {
			return nil, 0, invalid("duplicate query parameter: " + name)
		}
	}
	seconds, err := strconv.Atoi(query.Get("X-Amz-Expires"))
	if err != nil || seconds < 0 {
		return nil, 0, invalid("X-Amz-Expires is not a number")
	}
	if seconds > 7*24*3600 {
		return nil, 0, invalid("X-Amz-Expires may not exceed a week")
	}
	date, err := time.Parse(dateForm, query.Get("X-Amz-Date"))
	if err != nil || query.Get("X-Amz-Algorithm") != algorithm {
		return nil, 0, invalid("Invalid date, or unsupported authorization method")
	}
	made := &claim{query.Get("X-Amz-Credential"), query.Get("X-Amz-SignedHeaders"), query.Get("X-Amz-Signature"), unsigned, date, query}
	query.Del("X-Amz-Signature")
	return made, time.Duration(seconds) * time.Second, nil
}

func claimOfHeaders(r *http.Request, query url.Values) *claim {
	method, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if method != algorithm {
		return nil
	}
	parts := map[string]string{}
	for _, part := range strings.Split(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		parts[name] = value
	}
	date, err := time.Parse(dateForm, r.Header.Get("X-Amz-Date"))
	if err != nil || r.Header.Get("X-Amz-Content-Sha256") == "" {
		return nil
	}
	return &claim{parts["Credential"], parts["SignedHeaders"], parts["Signature"], r.Header.Get("X-Amz-Content-Sha256"), date, query}
}

func canonicalRequest(r *http.Request, made *claim) (string, *refusal) {
	var pairs, headers []string
	for name, values := range made.query {
		for _, value := range values {
			pairs = append(pairs, escape(name)+"="+escape(value))
		}
	}
	sort.Strings(pairs)
	signed := strings.Split(made.headers, ";")
	host := false
	for _, name := range signed {
		value := r.Header.Get(name)
		if name == "host" {
			host = true
			value = r.Host
		}
		headers = append(headers, name+":"+strings.TrimSpace(value)+"\n")
	}
	if !host {
		return "", invalid("Header `Host` should be signed")
	}
	for name := range r.Header {
		if lower := strings.ToLower(name); strings.HasPrefix(lower, "x-amz-") && !contains(signed, lower) {
			return "", invalid("Header `" + lower + "` should be signed")
		}
	}
	return strings.Join([]string{
		r.Method, r.URL.EscapedPath(), strings.Join(pairs, "&"), strings.Join(headers, ""), made.headers, made.payload,
	}, "\n"), nil
}

func contains(list []string, text string) bool {
	for _, item := range list {
		if item == text {
			return true
		}
	}
	return false
}

func (c credentials) sign(date time.Time, scope, canonical string) string {
	digest := func(key []byte, text string) []byte {
		h := hmac.New(sha256.New, key)
		h.Write([]byte(text))
		return h.Sum(nil)
	}
	key := []byte("AWS4" + c.secret)
	for _, text := range strings.Split(scope, "/") {
		key = digest(key, text)
	}
	hash := sha256.Sum256([]byte(canonical))
	return hex.EncodeToString(digest(key, strings.Join([]string{algorithm, date.Format(dateForm), scope, hex.EncodeToString(hash[:])}, "\n")))
}

// escape is URI encoding as S3 has it: all but unreserved characters.
func escape(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}
