package main

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"infrastructure-template/tests/doubles/wire"
)

// object is a key's newest version; deleted ones stay, for LIST.
type object struct {
	data    []byte
	etag    string
	kind    string // its Content-Type; empty: it has none
	landed  time.Time
	deleted time.Time // zero: it is there
}

// settings is what tests may change on the way.
type settings struct {
	ShowDeleted float64 `json:"show_deleted"` // for so many seconds LIST shows what was deleted
	Page        int     `json:"page"`         // a page of LIST has no more keys than this; 0: 1000
	Ahead       int     `json:"ahead"`        // seconds that the clock is ahead of the machine's
}

type server struct {
	credentials credentials
	reader      credentials // may only read; without a key: there is none
	settings    settings

	mu      sync.Mutex
	buckets map[string]*bucket
}

type bucket struct {
	objects map[string]*object
	uploads map[string]*upload // that have begun, by ID
}

// newServer has the buckets of these names, with commas between.
func newServer(names string, c credentials) *server {
	s := &server{credentials: c, buckets: map[string]*bucket{}}
	for _, name := range strings.Split(names, ",") {
		s.buckets[name] = &bucket{map[string]*object{}, map[string]*upload{}}
	}
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock() // one request at a time
	defer s.mu.Unlock()
	ahead := time.Duration(s.settings.Ahead) * time.Second
	w.Header().Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
	refused := s.check(r, wire.Accepted(r).Add(ahead))
	name, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	found := s.buckets[name]
	if refused == nil && found == nil {
		refused = &refusal{http.StatusNotFound, "NoSuchBucket", "Bucket not found: " + name}
	}
	if refused == nil {
		refused = s.serve(w, r, found, name, key)
	}
	if refused != nil {
		answerXML(w, refused.status, struct {
			XMLName xml.Name `xml:"Error"`
			Code    string
			Message string
		}{Code: refused.code, Message: refused.message})
	}
}

// check tells who may not do what r asks for.
func (s *server) check(r *http.Request, now time.Time) *refusal {
	refused := s.credentials.check(r, now)
	if refused == nil || s.reader.access == "" || s.reader.check(r, now) != nil {
		return refused
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	return forbidden("Operation is not allowed for this key.")
}

func (s *server) serve(w http.ResponseWriter, r *http.Request, in *bucket, name, key string) *refusal {
	query := r.URL.Query()
	if key == "" {
		if r.Method == http.MethodGet && query.Get("list-type") == "2" {
			return s.list(w, r, in, name)
		}
		return &refusal{http.StatusNotImplemented, "NotImplemented", "Unimplemented action"}
	}
	if query.Has("uploads") || query.Has("uploadId") {
		return in.serveUpload(w, r, name, key)
	}
	switch r.Method {
	case http.MethodPut:
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return invalid(err.Error())
		}
		sum := md5.Sum(data)
		in.objects[key] = &object{
			data: data, etag: `"` + hex.EncodeToString(sum[:]) + `"`, kind: r.Header.Get("Content-Type"), landed: time.Now(),
		}
		w.Header().Set("ETag", in.objects[key].etag)
		w.WriteHeader(http.StatusOK)
	case http.MethodGet, http.MethodHead:
		found := in.objects[key]
		if found == nil || !found.deleted.IsZero() {
			return &refusal{http.StatusNotFound, "NoSuchKey", "Key not found"}
		}
		w.Header()["Content-Type"] = nil // not what net/http takes it for
		if found.kind != "" {
			w.Header().Set("Content-Type", found.kind)
		}
		w.Header().Set("ETag", found.etag)
		if asked := r.Header.Get("If-None-Match"); asked != "" && (asked == "*" || asked == found.etag) {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
		// In parts where it is asked for; of the headers that ServeContent reads no other counts.
		plain := &http.Request{Method: r.Method, Header: http.Header{}}
		if ranges := r.Header.Get("Range"); ranges != "" {
			plain.Header.Set("Range", ranges)
		}
		http.ServeContent(w, plain, "", found.landed, bytes.NewReader(found.data))
	case http.MethodDelete:
		if found := in.objects[key]; found != nil && found.deleted.IsZero() {
			found.deleted = time.Now()
		}
		w.WriteHeader(http.StatusNoContent)
	default:
		return &refusal{http.StatusNotImplemented, "NotImplemented", "Unimplemented action"}
	}
	return nil
}

type common struct{ Prefix string }

type contents struct {
	Key, LastModified, ETag, StorageClass string
	Size                                  int
}

func (s *server) list(w http.ResponseWriter, r *http.Request, in *bucket, name string) *refusal {
	query := r.URL.Query()
	page := s.settings.Page
	if page == 0 {
		page = 1000
	}
	if text := query.Get("max-keys"); text != "" {
		if n, err := strconv.Atoi(text); err != nil || n < 1 {
			return invalid("Failed to parse query parameter")
		} else if n < page {
			page = n
		}
	}
	after := ""
	if token := query.Get("continuation-token"); token != "" {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(token, "]"))
		if err != nil || token[0] != ']' {
			return invalid("Invalid continuation token")
		}
		after = string(key)
	}
	prefix, delimiter := query.Get("prefix"), query.Get("delimiter")
	var keys []string
	folders := map[string]bool{} // of keys that are shown as one
	for key, found := range in.objects {
		shown := found.deleted.IsZero() || time.Since(found.deleted).Seconds() < s.settings.ShowDeleted
		if !shown || !strings.HasPrefix(key, prefix) {
			continue
		}
		if i := strings.Index(key[len(prefix):], delimiter); delimiter != "" && i >= 0 {
			key = key[:len(prefix)+i+len(delimiter)]
			if folders[key] {
				continue
			}
			folders[key] = true
		}
		if key > after {
			keys = append(keys, key)
		}
	}
	sort.Strings(keys)
	answer := struct {
		XMLName               xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListBucketResult"`
		Name, Prefix          string
		MaxKeys, KeyCount     int
		IsTruncated           bool
		NextContinuationToken string     `xml:",omitempty"`
		Contents              []contents `xml:"Contents"`
		CommonPrefixes        []common
	}{Name: name, Prefix: prefix, MaxKeys: page, IsTruncated: len(keys) > page}
	if answer.IsTruncated {
		keys = keys[:page]
		answer.NextContinuationToken = "]" + base64.StdEncoding.EncodeToString([]byte(keys[page-1]))
	}
	answer.KeyCount = len(keys)
	for _, key := range keys {
		if folders[key] {
			answer.CommonPrefixes = append(answer.CommonPrefixes, common{key})
			continue
		}
		found := in.objects[key]
		answer.Contents = append(answer.Contents, contents{
			key, found.landed.UTC().Format("2006-01-02T15:04:05.000Z"), found.etag, "STANDARD", len(found.data),
		})
	}
	answerXML(w, http.StatusOK, answer)
	return nil
}

func answerXML(w http.ResponseWriter, status int, answer any) {
	text, err := xml.Marshal(answer)
	if err != nil {
		panic(err) // only types of our own are written: this is a bug
	}
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "%s%s", xml.Header, text)
}
