package main

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const gitlabRoot = "/api/v4"

func gitlabError(w http.ResponseWriter, status int, message string) {
	write(w, status, object{"message": message})
}

func (f *forge) gitlab() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { gitlabError(w, http.StatusNotFound, "404 Not found") })
	for pattern, serve := range map[string]http.HandlerFunc{
		"GET %s/notes": f.gitlabList, "POST %s/notes": f.gitlabCreate, "PUT %s/notes/{id}": f.gitlabUpdate,
	} {
		mux.HandleFunc(fmt.Sprintf(pattern, gitlabRoot+"/projects/{project}/merge_requests/{request}"), func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.PathValue("project") != projectID && r.PathValue("project") != repository: // the latter with %2F
				gitlabError(w, http.StatusNotFound, "404 Project Not Found")
			case r.PathValue("request") != request:
				gitlabError(w, http.StatusNotFound, "404 Merge Request Not Found")
			default:
				serve(w, r)
			}
		})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := r.Header.Get("PRIVATE-TOKEN")
		if token == "" {
			token, _ = strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		}
		switch {
		case token == tokenBlind:
			gitlabError(w, http.StatusNotFound, "404 Project Not Found")
		case token != f.token && token != tokenReadOnly:
			gitlabError(w, http.StatusUnauthorized, "401 Unauthorized")
		case token == tokenReadOnly && r.Method != http.MethodGet:
			write(w, http.StatusForbidden, object{"error": "insufficient_scope", "scope": "api",
				"error_description": "The request requires higher privileges than provided by the access token."})
		default:
			w.Header().Set("RateLimit-Remaining", "599")
			mux.ServeHTTP(w, r)
		}
	})
}

func (c *comment) asGitLab() object {
	return object{
		"id": c.ID, "body": c.Body, "system": c.System, "author": object{"id": 1, "username": "project_7_bot"},
		"created_at": c.created.Format(time.RFC3339), "updated_at": c.updated.Format(time.RFC3339), "noteable_type": "MergeRequest",
	}
}

func (f *forge) gitlabList(w http.ResponseWriter, r *http.Request) {
	notes := slices.Clone(f.comments["gitlab"])
	if r.URL.Query().Get("sort") != "asc" { // the newest first is the default
		slices.Reverse(notes)
	}
	p := paged(r, notes, 20)
	next := ""
	if p.number < p.last {
		next = strconv.Itoa(p.number + 1)
	}
	w.Header().Set("X-Next-Page", next)
	w.Header().Set("X-Page", strconv.Itoa(p.number))
	w.Header().Set("X-Per-Page", strconv.Itoa(p.size))
	w.Header().Set("Link", p.link(f.address+r.URL.EscapedPath(), r))
	list := []object{}
	for _, c := range p.of {
		list = append(list, c.asGitLab())
	}
	write(w, http.StatusOK, list)
}

// gitlabBody gives the body that was sent, or answers what is wrong with it.
func gitlabBody(w http.ResponseWriter, r *http.Request) (string, bool) {
	body, err := bodyOf(r)
	switch {
	case err != nil:
		gitlabError(w, http.StatusBadRequest, "400 Bad request")
	case body == "":
		write(w, http.StatusBadRequest, object{"error": "body is missing"})
	case utf8.RuneCountInString(body) > gitlabLimit:
		gitlabError(w, http.StatusBadRequest, `400 Bad request - Note {:note=>["is too long (maximum is 1000000 characters)"]}`)
	default:
		return body, true
	}
	return "", false
}

func (f *forge) gitlabCreate(w http.ResponseWriter, r *http.Request) {
	if body, good := gitlabBody(w, r); good {
		write(w, http.StatusCreated, f.add("gitlab", body, false).asGitLab())
	}
}

func (f *forge) gitlabUpdate(w http.ResponseWriter, r *http.Request) {
	c := f.find("gitlab", r.PathValue("id"))
	if c == nil {
		gitlabError(w, http.StatusNotFound, "404 Not found")
		return
	}
	if body, good := gitlabBody(w, r); good {
		c.Body, c.updated = body, time.Now().UTC()
		write(w, http.StatusOK, c.asGitLab())
	}
}
