package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// counter is what the lock guards. Who writes says with which token; readers take what the highest one wrote.
type counter interface {
	read() (value int, token uint64, err error)
	write(token uint64, value int) error
}

// openCounter is the one of that store, for the holder with that token; 0: for nobody in particular.
func openCounter(store string, token uint64) (counter, error) {
	switch store {
	case "garage":
		return s3Counter{newBucket(), token}, nil
	case "consul":
		return consulCounter(os.Getenv("CONSUL_HTTP_ADDR")), nil
	case "file":
		return fileCounter("counter"), nil
	}
	return nil, fmt.Errorf("unknown store %q", store)
}

// entry is the content of a counter that is one thing.
type entry struct {
	Token uint64 `json:"token"`
	Value int    `json:"value"`
}

// fileCounter is a file in the current folder.
type fileCounter string

func (f fileCounter) read() (int, uint64, error) {
	var found entry
	text, err := os.ReadFile(string(f))
	if errors.Is(err, os.ErrNotExist) {
		return 0, 0, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &found)
	}
	return found.Value, found.Token, err
}

func (f fileCounter) write(token uint64, value int) error {
	text, err := json.Marshal(entry{token, value})
	if err != nil {
		return err
	}
	part := fmt.Sprintf("%s.%d", f, os.Getpid())
	if err := os.WriteFile(part, text, 0o600); err != nil {
		return err
	}
	return os.Rename(part, string(f))
}

// consulCounter is a key counter/TOKEN for each token, with the value in it, in the Consul at that address.
type consulCounter string

func (c consulCounter) send(method, path, body string) (string, int, error) {
	request, err := http.NewRequest(method, string(c)+"/v1/kv/counter/"+path, strings.NewReader(body))
	if err != nil {
		return "", 0, err
	}
	if token := os.Getenv("CONSUL_HTTP_TOKEN"); token != "" {
		request.Header.Set("X-Consul-Token", token)
	}
	answer, err := client.Do(request)
	if err != nil {
		return "", 0, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), answer.StatusCode, err
}

func (c consulCounter) read() (int, uint64, error) {
	text, status, err := c.send("GET", "?keys&consistent", "")
	if err == nil && status == http.StatusNotFound {
		return 0, 0, nil
	}
	var names []string
	if err == nil {
		err = expected("listed", status)
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &names)
	}
	if err != nil {
		return 0, 0, err
	}
	return newest(names, func(token uint64) (string, int, error) {
		return c.send("GET", strconv.FormatUint(token, 10)+"?raw&consistent", "")
	})
}

func (c consulCounter) write(token uint64, value int) error {
	_, status, err := c.send("PUT", strconv.FormatUint(token, 10), strconv.Itoa(value))
	if err == nil {
		err = expected("written", status)
	}
	return err
}

// refusal is an answer that asking again does not change.
type refusal struct{ error }

func expected(done string, status int) error {
	if status == http.StatusOK {
		return nil
	}
	err := fmt.Errorf("the counter cannot be %s: status %d", done, status)
	if status < 500 {
		return refusal{err}
	}
	return err
}

// newest is what the one of the keys counter/TOKEN with the highest token says.
func newest(names []string, get func(token uint64) (string, int, error)) (value int, token uint64, err error) {
	for _, name := range names {
		n, err := strconv.ParseUint(strings.TrimPrefix(name, "counter/"), 10, 64)
		if err != nil {
			return 0, 0, refusal{err}
		}
		token = max(token, n)
	}
	if token == 0 {
		return 0, 0, nil
	}
	text, status, err := get(token)
	if err == nil {
		err = expected("read", status)
	}
	if err == nil {
		value, err = strconv.Atoi(text)
	}
	return value, token, err
}

// s3Counter is a key counter/TOKEN for each token, in digits that sort as the numbers do, with the value in it.
type s3Counter struct {
	bucket
	token uint64 // of who reads
}

const near = 100 // so many tokens before the reader's are looked through first, which is one page of a LIST

func (s s3Counter) key(token uint64) string { return fmt.Sprintf("counter/%020d", token) }

func (s s3Counter) read() (int, uint64, error) {
	var names []string
	var err error
	if s.token > near {
		names, err = s.list("counter/", s.key(s.token-near))
	}
	if err == nil && names == nil {
		names, err = s.list("counter/", "")
	}
	if err != nil {
		return 0, 0, err
	}
	return newest(names, func(token uint64) (string, int, error) {
		text, status, err := s.send("GET", s.key(token), nil, "", "")
		return string(text), status, err
	})
}

func (s s3Counter) write(token uint64, value int) error {
	_, status, err := s.send("PUT", s.key(token), nil, strconv.Itoa(value), "")
	if err == nil {
		err = expected("written", status)
	}
	return err
}

var client = &http.Client{Timeout: 5 * time.Second}

// bucket is the one of the locks.
type bucket struct{ endpoint, region, name, access, secret string }

func newBucket() bucket {
	region := os.Getenv("GARAGE_REGION")
	if region == "" {
		region = "garage"
	}
	return bucket{os.Getenv("GARAGE_ENDPOINT"), region, os.Getenv("GARAGE_LOCK_BUCKET"),
		os.Getenv("GARAGE_ACCESS_KEY_ID"), os.Getenv("GARAGE_SECRET_ACCESS_KEY")}
}

// list is all keys with that prefix, those up to after left out; a store that cannot leave them out gives them, too.
func (b bucket) list(prefix, after string) ([]string, error) {
	var names []string
	query := url.Values{"list-type": {"2"}, "prefix": {prefix}}
	if after != "" {
		query.Set("start-after", after)
	}
	for {
		text, status, err := b.send("GET", "", query, "", "")
		if err == nil {
			err = expected("listed", status)
		}
		if err != nil {
			return nil, err
		}
		var page struct {
			Contents []struct{ Key string }
			Next     string `xml:"NextContinuationToken"`
		}
		if err := xml.Unmarshal(text, &page); err != nil {
			return nil, err
		}
		for _, content := range page.Contents {
			names = append(names, content.Key)
		}
		if page.Next == "" {
			return names, nil
		}
		query.Set("continuation-token", page.Next)
	}
}

// send signs and sends a request; none is the value of If-None-Match, where there is one.
func (b bucket) send(method, key string, query url.Values, body, none string) ([]byte, int, error) {
	r, err := http.NewRequest(method, b.endpoint+"/"+b.name+"/"+key+"?"+strings.ReplaceAll(query.Encode(), "+", "%20"), strings.NewReader(body))
	if err != nil {
		return nil, 0, err
	}
	now := time.Now().UTC().Format("20060102T150405Z")
	scope := now[:8] + "/" + b.region + "/s3/aws4_request"
	r.Header.Set("X-Amz-Date", now)
	r.Header.Set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
	if none != "" {
		r.Header.Set("If-None-Match", none)
	}
	const headers = "host;x-amz-content-sha256;x-amz-date"
	canonical := strings.Join([]string{method, r.URL.EscapedPath(), r.URL.RawQuery, "host:" + r.URL.Host,
		"x-amz-content-sha256:UNSIGNED-PAYLOAD", "x-amz-date:" + now, "", headers, "UNSIGNED-PAYLOAD"}, "\n")
	hash := sha256.Sum256([]byte(canonical))
	digest := []byte("AWS4" + b.secret)
	for _, text := range append(strings.Split(scope, "/"), strings.Join([]string{"AWS4-HMAC-SHA256", now, scope, hex.EncodeToString(hash[:])}, "\n")) {
		h := hmac.New(sha256.New, digest)
		h.Write([]byte(text))
		digest = h.Sum(nil)
	}
	r.Header.Set("Authorization", fmt.Sprintf("AWS4-HMAC-SHA256 Credential=%s/%s,SignedHeaders=%s,Signature=%s",
		b.access, scope, headers, hex.EncodeToString(digest)))
	answer, err := client.Do(r)
	if err != nil {
		return nil, 0, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return text, answer.StatusCode, err
}
