package main

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// What there is: one repository, which is one project, with one pull request, which is one merge request.
const (
	repository = "acme/product"
	projectID  = "7"
	request    = "12"
)

// Tokens beside the good one.
const (
	tokenReadOnly = "read-only" // without pull-requests: write, or of scope read_api
	tokenBlind    = "blind"     // may not see the repository
)

const (
	githubLimit = 65536   // characters of a comment: more is answered "body is too long (maximum is 65536 characters)"
	gitlabLimit = 1000000 // characters of a note (doc/api/notes.md)
)

type object map[string]any

type comment struct {
	ID      int       `json:"id"`
	Body    string    `json:"body"`
	System  bool      `json:"system"` // GitLab: what it notes itself
	created time.Time // in the order of the ids
	updated time.Time
}

type forge struct {
	address string
	token   string

	mu       sync.Mutex
	lastID   int
	comments map[string][]*comment // by the name of the host, oldest first
	faults   []*fault
	log      []entry
}

// entry is what tests read about a request: never a token or a body.
type entry struct {
	Method string `json:"method"`
	URL    string `json:"url"`
}

func newForge(address, token string) *forge {
	return &forge{address: address, token: token, comments: map[string][]*comment{}}
}

func (f *forge) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", f.spoiled("github", f.github()))
	mux.Handle(gitlabRoot+"/", f.spoiled("gitlab", f.gitlab()))
	mux.Handle("/control/", http.StripPrefix("/control", f.control()))
	return mux
}

// add appends a comment; the caller holds the lock.
func (f *forge) add(host, body string, system bool) *comment {
	f.lastID++
	now := time.Now().UTC()
	c := &comment{ID: f.lastID, Body: body, System: system, created: now, updated: now}
	f.comments[host] = append(f.comments[host], c)
	return c
}

// find gives nil for an id that there is not; the caller holds the lock.
func (f *forge) find(host, id string) *comment {
	for _, c := range f.comments[host] {
		if strconv.Itoa(c.ID) == id {
			return c
		}
	}
	return nil
}

// page is the part of a list that a request asks for.
type page struct {
	number, size, last int
	of                 []*comment
}

// paged: both hosts count from 1 and give at most 100 at once; they differ in what they give unasked.
func paged(r *http.Request, list []*comment, unasked int) page {
	number := func(name string, otherwise int) int {
		n, err := strconv.Atoi(r.URL.Query().Get(name))
		if err != nil || n < 1 {
			return otherwise
		}
		return n
	}
	p := page{number: number("page", 1), size: min(number("per_page", unasked), 100)}
	p.last = max(1, (len(list)+p.size-1)/p.size)
	begin := min((p.number-1)*p.size, len(list))
	p.of = list[begin:min(begin+p.size, len(list))]
	return p
}

// link is the header of that name: pages by what they are to this one, with the parameters of the request.
func (p page) link(address string, r *http.Request) string {
	var links []string
	add := func(relation string, number int) {
		query := r.URL.Query()
		query.Set("page", strconv.Itoa(number))
		query.Set("per_page", strconv.Itoa(p.size))
		links = append(links, "<"+address+"?"+query.Encode()+`>; rel="`+relation+`"`)
	}
	if p.number > 1 {
		add("prev", p.number-1)
	}
	if p.number < p.last {
		add("next", p.number+1)
	}
	add("first", 1)
	add("last", p.last)
	return strings.Join(links, ", ")
}

func write(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(answer) //nolint:errcheck // a client that went away
}

// bodyOf reads {"body": "…"}.
func bodyOf(r *http.Request) (string, error) {
	var sent struct {
		Body string `json:"body"`
	}
	err := json.NewDecoder(r.Body).Decode(&sent)
	return sent.Body, err
}
