package main

import (
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
	bucket      string
	credentials credentials
	settings    settings

	mu      sync.Mutex
	objects map[string]*object
}

func newServer(bucket string, c credentials) *server {
	return &server{bucket: bucket, credentials: c, objects: map[string]*object{}}
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock() // one request at a time
	defer s.mu.Unlock()
	ahead := time.Duration(s.settings.Ahead) * time.Second
	w.Header().Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
	refused := s.credentials.check(r, wire.Accepted(r).Add(ahead))
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if refused == nil && bucket != s.bucket {
		refused = &refusal{http.StatusNotFound, "NoSuchBucket", "Bucket not found: " + bucket}
	}
	if refused == nil {
		refused = s.serve(w, r, key)
	}
	if refused != nil {
		answerXML(w, refused.status, struct {
			XMLName xml.Name `xml:"Error"`
			Code    string
			Message string
		}{Code: refused.code, Message: refused.message})
	}
}

func (s *server) serve(w http.ResponseWriter, r *http.Request, key string) *refusal {
	if key == "" {
		if r.Method == http.MethodGet && r.URL.Query().Get("list-type") == "2" {
			return s.list(w, r)
		}
		return &refusal{http.StatusNotImplemented, "NotImplemented", "Unimplemented action"}
	}
	switch r.Method {
	case http.MethodPut:
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return invalid(err.Error())
		}
		sum := md5.Sum(data)
		s.objects[key] = &object{data: data, etag: `"` + hex.EncodeToString(sum[:]) + `"`, kind: r.Header.Get("Content-Type"), landed: time.Now()}
		w.Header().Set("ETag", s.objects[key].etag)
		w.WriteHeader(http.StatusOK)
	case http.MethodGet, http.MethodHead:
		found := s.objects[key]
		if found == nil || !found.deleted.IsZero() {
			return &refusal{http.StatusNotFound, "NoSuchKey", "Key not found"}
		}
		w.Header()["Content-Type"] = nil // not what net/http takes it for
		if found.kind != "" {
			w.Header().Set("Content-Type", found.kind)
		}
		w.Header().Set("ETag", found.etag)
		w.Header().Set("Content-Length", strconv.Itoa(len(found.data)))
		w.Header().Set("Last-Modified", found.landed.UTC().Format(http.TimeFormat))
		w.WriteHeader(http.StatusOK)
		if r.Method == http.MethodGet {
			w.Write(found.data) //nolint:errcheck // a recorder takes it all
		}
	case http.MethodDelete:
		if found := s.objects[key]; found != nil && found.deleted.IsZero() {
			found.deleted = time.Now()
		}
		w.WriteHeader(http.StatusNoContent)
	default:
		return &refusal{http.StatusNotImplemented, "NotImplemented", "Unimplemented action"}
	}
	return nil
}

type contents struct {
	Key, LastModified, ETag, StorageClass string
	Size                                  int
}

func (s *server) list(w http.ResponseWriter, r *http.Request) *refusal {
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
	var keys []string
	for key, found := range s.objects {
		shown := found.deleted.IsZero() || time.Since(found.deleted).Seconds() < s.settings.ShowDeleted
		if shown && strings.HasPrefix(key, query.Get("prefix")) && key > after {
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
	}{Name: s.bucket, Prefix: query.Get("prefix"), MaxKeys: page, IsTruncated: len(keys) > page}
	if answer.IsTruncated {
		keys = keys[:page]
		answer.NextContinuationToken = "]" + base64.StdEncoding.EncodeToString([]byte(keys[page-1]))
	}
	answer.KeyCount = len(keys)
	for _, key := range keys {
		found := s.objects[key]
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
