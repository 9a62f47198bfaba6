package main

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

const repositoryID = "1300192" // links to pages name the repository by its number

func githubError(w http.ResponseWriter, status int, message string) {
	write(w, status, object{"message": message, "documentation_url": "https://docs.github.com/rest", "status": http.StatusText(status)})
}

func (f *forge) github() http.Handler {
	mux := http.NewServeMux()
	missing := func(w http.ResponseWriter, _ *http.Request) { githubError(w, http.StatusNotFound, "Not Found") }
	mux.HandleFunc("/", missing)
	for _, prefix := range []string{"/repos/" + repository, "/repositories/" + repositoryID} {
		mux.HandleFunc("GET "+prefix+"/issues/"+request+"/comments", f.githubList)
		mux.HandleFunc("POST "+prefix+"/issues/"+request+"/comments", f.githubCreate)
		mux.HandleFunc("PATCH "+prefix+"/issues/comments/{id}", f.githubUpdate)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		version := r.Header.Get("X-GitHub-Api-Version")
		switch {
		case r.UserAgent() == "":
			githubError(w, http.StatusForbidden, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.")
		case version != "" && version != "2022-11-28":
			githubError(w, http.StatusBadRequest, "Invalid API version "+version)
		case token == "" || scheme == "Bearer" && token == tokenBlind:
			missing(w, r)
		case scheme != "Bearer" || token != f.token && token != tokenReadOnly:
			githubError(w, http.StatusUnauthorized, "Bad credentials")
		case token == tokenReadOnly && r.Method != http.MethodGet:
			githubError(w, http.StatusForbidden, "Resource not accessible by integration")
		default:
			w.Header().Set("X-RateLimit-Remaining", "4999")
			mux.ServeHTTP(w, r)
		}
	})
}

func (c *comment) asGitHub() object {
	return object{
		"id": c.ID, "body": c.Body, "user": object{"login": "github-actions[bot]", "type": "Bot"},
		"created_at": c.created.Format(time.RFC3339), "updated_at": c.updated.Format(time.RFC3339),
	}
}

func (f *forge) githubList(w http.ResponseWriter, r *http.Request) {
	p := paged(r, f.comments["github"], 30)
	if p.last > 1 { // else there is no such header
		w.Header().Set("Link", p.link(f.address+"/repositories/"+repositoryID+"/issues/"+request+"/comments", r))
	}
	list := []object{}
	for _, c := range p.of {
		list = append(list, c.asGitHub())
	}
	write(w, http.StatusOK, list)
}

// githubBody gives the body that was sent, or answers what is wrong with it.
func githubBody(w http.ResponseWriter, r *http.Request) (string, bool) {
	body, err := bodyOf(r)
	switch {
	case err != nil:
		githubError(w, http.StatusBadRequest, "Problems parsing JSON")
	case strings.TrimSpace(body) == "" || utf8.RuneCountInString(body) > githubLimit:
		message := "Body cannot be blank"
		if body != "" {
			message = "Body is too long (maximum is 65536 characters)"
		}
		write(w, http.StatusUnprocessableEntity, object{"message": "Validation Failed", "errors": []object{
			{"resource": "IssueComment", "code": "unprocessable", "field": "data", "message": message}}})
	default:
		return body, true
	}
	return "", false
}

func (f *forge) githubCreate(w http.ResponseWriter, r *http.Request) {
	if body, good := githubBody(w, r); good {
		write(w, http.StatusCreated, f.add("github", body, false).asGitHub())
	}
}

func (f *forge) githubUpdate(w http.ResponseWriter, r *http.Request) {
	c := f.find("github", r.PathValue("id"))
	if c == nil {
		githubError(w, http.StatusNotFound, "Not Found")
		return
	}
	if body, good := githubBody(w, r); good {
		c.Body, c.updated = body, time.Now().UTC()
		write(w, http.StatusOK, c.asGitHub())
	}
}
