//go:build real

package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"infrastructure-template/tests/doubles/wire"
)

// exchange is a request, signed in its query as garage-lock does it unless it says otherwise.
type exchange struct {
	method, key, query, body string
	headers                  map[string]string
	bucket                   string        // locks, unless given
	expires                  int           // seconds; 60 unless given
	age                      time.Duration // signed so long ago
	wrong                    string        // what of the credentials: access, secret, region, or none at all
	keep                     bool          // the continuation token of the answer, $TOKEN in a later query
}

// What is done with both, in this order, and must be answered in the same form with the same status.
var exchanges = []exchange{
	{method: "GET", key: "a"},
	{method: "HEAD", key: "a"},
	{method: "PUT", key: "a", body: "one"},
	{method: "GET", key: "a"},
	{method: "HEAD", key: "a"},
	{method: "PUT", key: "a", body: "two", headers: map[string]string{"If-None-Match": "*"}}, // ignored
	{method: "GET", key: "a"},
	{method: "PUT", key: "a", body: "three", headers: map[string]string{"If-Match": `"00000000000000000000000000000000"`}},
	{method: "GET", key: "a"},
	{method: "PUT", key: "deep/er/.lock/0123.60000.ticket.1", body: `{"Who": "x"}`, headers: map[string]string{"Content-Type": "application/json"}},
	{method: "GET", key: "deep/er/.lock/0123.60000.ticket.1"},
	{method: "PUT", key: "deep/er/.lock/empty"},
	{method: "GET", key: "deep/er/.lock/empty"},
	{method: "PUT", key: "deep/a&b <c>", body: "x"},
	{method: "PUT", key: "deeper/x", body: "x"},
	{method: "GET", query: "list-type=2&prefix=deep/"},
	{method: "GET", query: "list-type=2&prefix=deep/er/.lock/"},
	{method: "GET", query: "list-type=2&prefix=none/"},
	{method: "GET", query: "list-type=2"},
	{method: "GET", query: "list-type=2&max-keys=2", keep: true},
	{method: "GET", query: "list-type=2&max-keys=2&continuation-token=$TOKEN", keep: true},
	{method: "GET", query: "list-type=2&max-keys=2&continuation-token=$TOKEN"},
	{method: "GET", query: "list-type=2&max-keys=1&prefix=deep/", keep: true},
	{method: "GET", query: "list-type=2&prefix=deep/&continuation-token=$TOKEN"},
	{method: "GET", query: "list-type=2&continuation-token=x"},
	{method: "GET", query: "list-type=2&max-keys=x"},
	{method: "DELETE", key: "a"},
	{method: "HEAD", key: "a"},
	{method: "GET", key: "a"},
	{method: "DELETE", key: "a"},
	{method: "DELETE", key: "never"},
	{method: "GET", key: "a", bucket: "elsewhere"},
	{method: "PUT", key: "a", bucket: "elsewhere", body: "x"},
	{method: "GET", bucket: "elsewhere", query: "list-type=2"},

	{method: "PUT", key: "late", body: "x", expires: 1, age: 3 * time.Second},
	{method: "HEAD", key: "late"},
	{method: "PUT", key: "late", body: "x", expires: 10, age: 5 * time.Second},
	{method: "PUT", key: "early", body: "x", expires: 10, age: -time.Minute}, // our clock is ahead
	{method: "PUT", key: "late", body: "x", expires: 8 * 24 * 3600},
	{method: "PUT", key: "b", body: "x", wrong: "secret"},
	{method: "PUT", key: "b", body: "x", wrong: "access"},
	{method: "PUT", key: "b", body: "x", wrong: "region"},
	{method: "PUT", key: "b", body: "x", wrong: "all"},
	{method: "PUT", key: "b", body: "x", headers: map[string]string{"X-Amz-Acl": "private"}},
	{method: "HEAD", key: "b"},
}

// store is what the exchanges are had with.
type store struct {
	address string
	credentials
	token string
}

// TestLikeTheRealServer compares the double with three nodes of Garage, each exchange at another one of them.
func TestLikeTheRealServer(t *testing.T) {
	env := wire.Cluster(t, "garage-cluster")
	key := credentials{env["GARAGE_ACCESS_KEY_ID"], env["GARAGE_SECRET_ACCESS_KEY"], env["GARAGE_REGION"]}
	served := httptest.NewServer(newServer("locks", key))
	defer served.Close()
	double, real := &store{address: served.URL, credentials: key}, &store{credentials: key}
	nodes := strings.Fields(env["GARAGE_ENDPOINTS"])
	for i, e := range exchanges {
		real.address = nodes[i%len(nodes)]
		if want, have := real.had(t, e), double.had(t, e); want != have {
			t.Errorf("%s %s/%s?%s %+v\n  Garage: %s\n  double: %s", e.method, e.bucket, e.key, e.query, e, want, have)
		}
	}
}

func (s *store) request(t *testing.T, e exchange) *http.Request {
	t.Helper()
	key := s.credentials
	switch e.wrong {
	case "access":
		key.access = "GK000000000000000000000000"
	case "secret":
		key.secret = strings.Repeat("0", 64)
	case "region":
		key.region = "elsewhere"
	}
	if e.bucket == "" {
		e.bucket = "locks"
	}
	if e.expires == 0 {
		e.expires = 60
	}
	values, err := url.ParseQuery(strings.ReplaceAll(e.query, "$TOKEN", url.QueryEscape(s.token)))
	if err != nil {
		t.Fatal(err)
	}
	date := time.Now().UTC().Add(-e.age)
	scope := fmt.Sprintf("%s/%s/s3/aws4_request", date.Format("20060102"), key.region)
	if e.wrong != "all" {
		for name, value := range map[string]string{
			"X-Amz-Algorithm": algorithm, "X-Amz-Credential": key.access + "/" + scope, "X-Amz-Date": date.Format(dateForm),
			"X-Amz-Expires": fmt.Sprint(e.expires), "X-Amz-SignedHeaders": "host",
		} {
			values.Set(name, value)
		}
	}
	path := (&url.URL{Path: "/" + e.bucket + "/" + e.key}).EscapedPath()
	r, err := http.NewRequest(e.method, s.address+strings.ReplaceAll(path, "&", "%26"), strings.NewReader(e.body))
	if err != nil {
		t.Fatal(err)
	}
	canonical, refused := canonicalRequest(r, &claim{headers: "host", payload: unsigned, query: values})
	if refused != nil {
		t.Fatal(refused)
	}
	if e.wrong != "all" {
		values.Set("X-Amz-Signature", key.sign(date, scope, canonical))
	}
	r.URL.RawQuery = values.Encode()
	for name, value := range e.headers {
		r.Header.Set(name, value)
	}
	return r
}

// answer is what compares of a body: of an error what it is, of a LIST all but times.
type answer struct {
	XMLName               xml.Name
	Code, Message         string
	Name, Prefix          string
	MaxKeys, KeyCount     int
	IsTruncated           bool
	NextContinuationToken string
	Contents              []struct {
		Key, ETag, StorageClass string
		Size                    int
	}
}

// had does an exchange and gives the answer in a form that compares.
func (s *store) had(t *testing.T, e exchange) string {
	t.Helper()
	response, err := http.DefaultClient.Do(s.request(t, e))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	head := response.Header
	if date, err := http.ParseTime(head.Get("Date")); err != nil || time.Since(date).Abs() > time.Minute {
		t.Errorf("%s %s: its Date is %q", e.method, e.key, head.Get("Date"))
	}
	text := string(body)
	if strings.HasPrefix(text, "<?xml") {
		var told answer
		if err := xml.Unmarshal(body, &told); err != nil {
			t.Fatalf("%s %s: %v: %s", e.method, e.key, err, body)
		}
		if e.keep {
			s.token = told.NextContinuationToken
		}
		told.Message = strings.ReplaceAll(told.Message, s.access, "KEY")
		text = fmt.Sprintf("%+v", told)
	}
	length := ""
	if e.method == "HEAD" && response.StatusCode == 200 {
		length = head.Get("Content-Length")
	}
	modified := head.Get("Last-Modified") != ""
	return fmt.Sprintf("%d etag %s length %s modified %v type %q: %s", response.StatusCode, head.Get("ETag"), length, modified,
		strings.TrimSuffix(head.Get("Content-Type"), "; charset=utf-8"), text)
}
