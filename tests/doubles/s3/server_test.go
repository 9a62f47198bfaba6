package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"infrastructure-template/tests/doubles/wire"
)

// The examples of "Authenticating Requests", Amazon S3 API Reference (docs.aws.amazon.com/AmazonS3/latest/API:
// sig-v4-header-based-auth.html and sigv4-query-string-auth.html), as public copies have them, read 2026-11-25.
var (
	example     = credentials{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1"}
	exampleTime = time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC)
	emptyHash   = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
)

const presigned = "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request" +
	"&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host" +
	"&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"

func exampleRequest(target, headers, signature string, values map[string]string) *http.Request {
	r := httptest.NewRequest("GET", target, nil)
	r.Host = "examplebucket.s3.amazonaws.com"
	for name, value := range values {
		r.Header.Set(name, value)
	}
	if headers != "" {
		r.Header.Set("X-Amz-Date", "20130524T000000Z")
		r.Header.Set("X-Amz-Content-Sha256", emptyHash)
		r.Header.Set("Authorization", fmt.Sprintf("AWS4-HMAC-SHA256 Credential=%s/20130524/us-east-1/s3/aws4_request,SignedHeaders=%s,Signature=%s",
			example.access, headers, signature))
	}
	return r
}

func TestSignaturesOfTheDocumentation(t *testing.T) {
	for _, r := range []*http.Request{
		exampleRequest("/test.txt", "host;range;x-amz-content-sha256;x-amz-date",
			"f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41", map[string]string{"Range": "bytes=0-9"}),
		exampleRequest("/?max-keys=2&prefix=J", "host;x-amz-content-sha256;x-amz-date",
			"34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7", nil),
		exampleRequest(presigned, "", "", nil),
	} {
		if refused := example.check(r, exampleTime); refused != nil {
			t.Errorf("%s: %v", r.URL, refused)
		}
		r.Method = "PUT"
		if refused := example.check(r, exampleTime); refused == nil || refused.status != 403 {
			t.Errorf("%s: a changed method gives %v", r.URL, refused)
		}
	}
}

func TestSignaturesExpire(t *testing.T) {
	r := exampleRequest(presigned, "", "", nil)
	for _, c := range []struct {
		after time.Duration
		good  bool
	}{{-time.Hour, true}, {24 * time.Hour, true}, {24*time.Hour + time.Second, false}} {
		if refused := example.check(r, exampleTime.Add(c.after)); (refused == nil) != c.good {
			t.Errorf("after %v: %v", c.after, refused)
		}
	}
	header := exampleRequest("/?max-keys=2&prefix=J", "host;x-amz-content-sha256;x-amz-date",
		"34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7", nil)
	if refused := example.check(header, exampleTime.Add(24*time.Hour+time.Second)); refused == nil {
		t.Error("a signature in headers is good for more than a day")
	}
}

func TestBadSignaturesAreRefused(t *testing.T) {
	for from, status := range map[string]int{
		"AKIAIOSFODNN7EXAMPLE":        403, // another key
		"us-east-1":                   400, // another region
		"X-Amz-Signature=aeeed":       403,
		"X-Amz-Expires=86400":         403,
		"X-Amz-SignedHeaders=host":    400,
		"X-Amz-Algorithm=AWS4":        400,
		"test.txt":                    403,
		"X-Amz-Date=20130524T000000Z": 400,
	} {
		target := strings.Replace(presigned, from, from[:len(from)-1]+"2", 1)
		if refused := example.check(exampleRequest(target, "", "", nil), exampleTime); refused == nil || refused.status != status {
			t.Errorf("%s changed: %v", from, refused)
		}
	}
	if refused := example.check(exampleRequest("/test.txt", "", "", nil), exampleTime); refused == nil || refused.status != 403 {
		t.Errorf("without a signature: %v", refused)
	}
	extra := exampleRequest(presigned, "", "", map[string]string{"X-Amz-Acl": "private"})
	if refused := example.check(extra, exampleTime); refused == nil || refused.status != 400 {
		t.Errorf("an unsigned x-amz- header: %v", refused)
	}
	double := exampleRequest(presigned+"&X-Amz-Expires=1", "", "", nil)
	if refused := example.check(double, exampleTime); refused == nil || refused.status != 400 {
		t.Errorf("a parameter said twice: %v", refused)
	}
}

// client signs what it sends to a server, for expires seconds.
type client struct {
	*server
	expires int
}

// request is signed now.
func (c client) request(t *testing.T, method, path, query, body string) *http.Request {
	t.Helper()
	now := time.Now().UTC()
	scope := fmt.Sprintf("%s/%s/s3/aws4_request", now.Format("20060102"), c.credentials.region)
	values, _ := url.ParseQuery(query)
	for name, value := range map[string]string{
		"X-Amz-Algorithm": algorithm, "X-Amz-Credential": c.credentials.access + "/" + scope, "X-Amz-Date": now.Format(dateForm),
		"X-Amz-Expires": fmt.Sprint(c.expires), "X-Amz-SignedHeaders": "host",
	} {
		values.Set(name, value)
	}
	r := httptest.NewRequest(method, path+"?"+values.Encode(), strings.NewReader(body))
	canonical, refused := canonicalRequest(r, &claim{headers: "host", payload: unsigned, query: values})
	if refused != nil {
		t.Fatal(refused)
	}
	values.Set("X-Amz-Signature", c.credentials.sign(now, scope, canonical))
	r.URL.RawQuery = values.Encode()
	return r
}

func (c client) send(t *testing.T, method, path, query, body string) *httptest.ResponseRecorder {
	t.Helper()
	answer := httptest.NewRecorder()
	c.ServeHTTP(answer, c.request(t, method, path, query, body))
	return answer
}

func newClient() client {
	return client{newServer("locks", credentials{"key", "secret", "garage"}), 5}
}

func (c client) want(t *testing.T, status int, method, path, query, body string) string {
	t.Helper()
	answer := c.send(t, method, path, query, body)
	if answer.Code != status {
		t.Errorf("%s %s answers %d, want %d: %s", method, path, answer.Code, status, answer.Body)
	}
	return answer.Body.String()
}

func TestObjects(t *testing.T) {
	c := newClient()
	c.want(t, 404, "GET", "/locks/a", "", "")
	c.want(t, 200, "PUT", "/locks/a", "", "one")
	c.want(t, 200, "PUT", "/locks/a", "", "two") // the last one wins
	if text := c.want(t, 200, "GET", "/locks/a", "", ""); text != "two" {
		t.Errorf("it holds %q", text)
	}
	if text := c.want(t, 200, "HEAD", "/locks/a", "", ""); text != "" {
		t.Errorf("HEAD has a body: %q", text)
	}
	c.want(t, 204, "DELETE", "/locks/a", "", "")
	c.want(t, 404, "HEAD", "/locks/a", "", "")
	c.want(t, 204, "DELETE", "/locks/never", "", "")
	if text := c.want(t, 404, "GET", "/other/a", "", ""); !strings.Contains(text, "<Code>NoSuchBucket</Code>") {
		t.Errorf("another bucket: %s", text)
	}
	c.want(t, 501, "POST", "/locks/a", "", "")
	c.want(t, 501, "GET", "/locks/", "", "")
}

func TestConditionalHeadersAreIgnored(t *testing.T) {
	c := newClient()
	for range 2 {
		r := c.request(t, "PUT", "/locks/a", "", "x")
		r.Header.Set("If-None-Match", "*")
		answer := httptest.NewRecorder()
		if c.ServeHTTP(answer, r); answer.Code != 200 {
			t.Errorf("it answers %d", answer.Code)
		}
	}
}

func list(t *testing.T, c client, query string) (keys []string, rest string) {
	t.Helper()
	rest = c.want(t, 200, "GET", "/locks/", "list-type=2&"+query, "")
	for _, part := range strings.Split(rest, "<Key>")[1:] {
		key, _, _ := strings.Cut(part, "</Key>")
		keys = append(keys, key)
	}
	return keys, rest
}

func TestListIsPaged(t *testing.T) {
	c := newClient()
	for _, key := range []string{"a/1", "a/2", "a/3", "a/&", "b/1"} {
		c.want(t, 200, "PUT", "/locks/"+key, "", "")
	}
	c.settings.Page = 3
	keys, rest := list(t, c, "prefix=a/")
	if strings.Join(keys, " ") != "a/&amp; a/1 a/2" || !strings.Contains(rest, "<IsTruncated>true</IsTruncated>") {
		t.Errorf("the first page is %s", rest)
	}
	_, token, _ := strings.Cut(rest, "<NextContinuationToken>")
	token, _, _ = strings.Cut(token, "<")
	keys, rest = list(t, c, "prefix=a/&continuation-token="+url.QueryEscape(token))
	if strings.Join(keys, " ") != "a/3" || !strings.Contains(rest, "<IsTruncated>false</IsTruncated>") {
		t.Errorf("the second page is %s", rest)
	}
	if keys, _ = list(t, c, "max-keys=1"); len(keys) != 1 {
		t.Errorf("with max-keys=1 there are %v", keys)
	}
	c.want(t, 400, "GET", "/locks/", "list-type=2&continuation-token=x", "")
	c.want(t, 400, "GET", "/locks/", "list-type=2&max-keys=x", "")
}

func TestAReadMayAskForAnotherVersionOnly(t *testing.T) {
	c := newClient()
	c.want(t, 200, "PUT", "/locks/a", "", "one")
	etag := c.send(t, "HEAD", "/locks/a", "", "").Header().Get("ETag")
	for asked, status := range map[string]int{etag: 304, `"x"`: 200, "": 200} {
		for _, method := range []string{"GET", "HEAD", "PUT"} {
			r := c.request(t, method, "/locks/a", "", "one")
			r.Header.Set("If-None-Match", asked)
			answer := httptest.NewRecorder()
			c.ServeHTTP(answer, r)
			if want := status; method != "PUT" && answer.Code != want || method == "PUT" && answer.Code != 200 {
				t.Errorf("%s with If-None-Match: %s gives %d", method, asked, answer.Code)
			}
		}
	}
}

func TestListMayShowWhatIsDeleted(t *testing.T) {
	c := newClient()
	c.want(t, 200, "PUT", "/locks/a", "", "")
	c.want(t, 204, "DELETE", "/locks/a", "", "")
	if keys, _ := list(t, c, ""); len(keys) != 0 {
		t.Errorf("there are %v", keys)
	}
	c.settings.ShowDeleted = 60
	if keys, _ := list(t, c, ""); len(keys) != 1 {
		t.Errorf("there are %v", keys)
	}
	c.want(t, 404, "HEAD", "/locks/a", "", "")
}

func TestAWriteThatANodeHeldLandsAndOneThatAProxyHeldDoesNot(t *testing.T) {
	for kind, status := range map[string]int{"late": 200, "held": 404} {
		c := newClient()
		c.expires = 1
		way := &wire.Wire{Store: c}
		control := httptest.NewRequest("PUT", "/_control/faults", strings.NewReader(`[{"method": "PUT", "kind": "`+kind+`", "seconds": 2.2}]`))
		way.ServeHTTP(httptest.NewRecorder(), control)
		func() {
			defer func() { recover() }() // the connection breaks
			way.ServeHTTP(httptest.NewRecorder(), c.request(t, "PUT", "/locks/a", "", ""))
		}()
		c.want(t, 404, "HEAD", "/locks/a", "", "")
		time.Sleep(2500 * time.Millisecond)
		c.want(t, status, "HEAD", "/locks/a", "", "")
	}
}

func TestTheClockMayBeAhead(t *testing.T) {
	c := newClient()
	c.settings.Ahead = 60
	answer := c.send(t, "PUT", "/locks/a", "", "")
	if answer.Code != 400 || !strings.Contains(answer.Body.String(), "Date is too old") {
		t.Errorf("it answers %d %s", answer.Code, answer.Body)
	}
	date, err := http.ParseTime(answer.Header().Get("Date"))
	if err != nil || time.Until(date) < 50*time.Second {
		t.Errorf("its date is %v", date)
	}
}
