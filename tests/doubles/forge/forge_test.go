package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	githubComments = "/repos/acme/product/issues/12/comments"
	gitlabNotes    = gitlabRoot + "/projects/7/merge_requests/12/notes"
)

// hosts names what differs between the two, for what is the same.
var hosts = []struct{ name, list, change, method, header, prefix string }{
	{"github", githubComments, "/repos/acme/product/issues/comments/", "PATCH", "Authorization", "Bearer "},
	{"gitlab", gitlabNotes, gitlabNotes + "/", "PUT", "PRIVATE-TOKEN", ""},
}

// served is a double, and what asks it with a token; both are gone with the test.
func served(t *testing.T) (*forge, func(method, path, body string, header ...string) *answer) {
	t.Helper()
	f := newForge("", "good")
	server := httptest.NewServer(f.handler())
	t.Cleanup(server.Close)
	f.address = server.URL
	return f, func(method, path, body string, header ...string) *answer {
		t.Helper()
		if !strings.HasPrefix(path, "http") {
			path = server.URL + path
		}
		r, err := http.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if len(header) == 0 {
			header = []string{"Authorization", "Bearer good"}
		}
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			return &answer{err: err}
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return &answer{status: response.StatusCode, header: response.Header, text: text}
	}
}

type answer struct {
	status int
	header http.Header
	text   []byte
	err    error
}

// list decodes an answer of many.
func (a *answer) list(t *testing.T) []object {
	t.Helper()
	var list []object
	if err := json.Unmarshal(a.text, &list); err != nil {
		t.Fatalf("%s: %v", a.text, err)
	}
	return list
}

// next is the address that the Link header gives for the page after this one.
func (a *answer) next() string {
	for link := range strings.SplitSeq(a.header.Get("Link"), ", ") {
		if address, found := strings.CutSuffix(link, `>; rel="next"`); found {
			return strings.TrimPrefix(address, "<")
		}
	}
	return ""
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func body(text string) string {
	sent, err := json.Marshal(object{"body": text})
	if err != nil {
		panic(err)
	}
	return string(sent)
}

func TestCreatesAndChanges(t *testing.T) {
	for _, h := range hosts {
		f, ask := served(t)
		equal(t, h.name+": created", ask("POST", h.list, body("one")).status, http.StatusCreated)
		equal(t, h.name+": changed", ask(h.method, h.change+strconv.Itoa(f.lastID), body("two")).status, http.StatusOK)
		list := ask("GET", h.list, "").list(t)
		equal(t, h.name+": comments", len(list), 1)
		equal(t, h.name+": body", list[0]["body"], any("two"))
		equal(t, h.name+": changing what is not there", ask(h.method, h.change+"999", body("two")).status, http.StatusNotFound)
		equal(t, h.name+": no JSON", ask("POST", h.list, "{").status, http.StatusBadRequest)
	}
}

func TestPages(t *testing.T) {
	for _, h := range hosts {
		f, ask := served(t)
		for i := range 250 {
			f.add(h.name, strconv.Itoa(i), false)
		}
		unasked := map[string]int{"github": 30, "gitlab": 20}[h.name]
		equal(t, h.name+": unasked", len(ask("GET", h.list, "").list(t)), unasked)
		var sizes, bodies []string
		for path := h.list + "?per_page=500&sort=asc"; path != ""; {
			a := ask("GET", path, "")
			sizes = append(sizes, strconv.Itoa(len(a.list(t))))
			for _, c := range a.list(t) {
				bodies = append(bodies, c["body"].(string))
			}
			path = a.next()
		}
		equal(t, h.name+": pages", strings.Join(sizes, " "), "100 100 50")
		equal(t, h.name+": the first and the last", bodies[0]+" "+bodies[249], "0 249")
		equal(t, h.name+": beyond the last", len(ask("GET", h.list+"?page=99", "").list(t)), 0)
	}
}

func TestOnlyGitLabBeginsWithTheNewest(t *testing.T) {
	for _, h := range hosts {
		f, ask := served(t)
		f.add(h.name, "old", false)
		f.add(h.name, "new", false)
		want := map[string]string{"github": "old", "gitlab": "new"}[h.name]
		equal(t, h.name+": the first", ask("GET", h.list, "").list(t)[0]["body"], any(want))
	}
}

func TestNoLinkWithoutAnotherPage(t *testing.T) {
	_, ask := served(t)
	equal(t, "GitHub's Link", ask("GET", githubComments, "").header.Get("Link"), "")
	equal(t, "GitLab's X-Next-Page", ask("GET", gitlabNotes, "").header.Get("X-Next-Page"), "")
}

func TestTokens(t *testing.T) {
	for _, h := range hosts {
		for token, want := range map[string][2]int{
			"good": {200, 201}, "wrong": {401, 401}, tokenReadOnly: {200, 403}, tokenBlind: {404, 404},
		} {
			_, ask := served(t)
			equal(t, h.name+": GET with "+token, ask("GET", h.list, "", h.header, h.prefix+token).status, want[0])
			equal(t, h.name+": POST with "+token, ask("POST", h.list, body("x"), h.header, h.prefix+token).status, want[1])
		}
	}
	_, ask := served(t)
	equal(t, "GitLab without a token", ask("GET", gitlabNotes, "", "X", "x").status, http.StatusUnauthorized)
	equal(t, "GitLab with a job's token", ask("POST", gitlabNotes, body("x"), "JOB-TOKEN", "good").status, http.StatusUnauthorized)
	equal(t, "GitHub without a User-Agent", ask("GET", githubComments, "", "Authorization", "Bearer good", "User-Agent", "").status, http.StatusForbidden)
	equal(t, "GitHub in an unknown version", ask("GET", githubComments, "", "Authorization", "Bearer good", "X-GitHub-Api-Version", "1999-01-01").status, http.StatusBadRequest)
}

func TestKnowsOneRequest(t *testing.T) {
	_, ask := served(t)
	for path, want := range map[string]int{
		"/repos/acme/product/issues/13/comments": 404, "/repos/acme/other/issues/12/comments": 404, "/user": 404,
		gitlabRoot + "/projects/8/merge_requests/12/notes":              404,
		gitlabRoot + "/projects/7/merge_requests/13/notes":              404,
		gitlabRoot + "/projects/acme%2Fproduct/merge_requests/12/notes": 200,
		gitlabRoot + "/user": 404,
	} {
		equal(t, path, ask("GET", path, "").status, want)
	}
}

func TestLimitsOfBodies(t *testing.T) {
	for _, h := range hosts {
		limit := map[string]int{"github": 65536, "gitlab": 1000000}[h.name]
		_, ask := served(t)
		equal(t, h.name+": the longest", ask("POST", h.list, body(strings.Repeat("ä", limit))).status, http.StatusCreated)
		a := ask("POST", h.list, body(strings.Repeat("ä", limit+1)))
		equal(t, h.name+": one more", a.status, map[string]int{"github": 422, "gitlab": 400}[h.name])
		if !bytes.Contains(a.text, []byte("is too long (maximum is ")) {
			t.Errorf("%s: %s", h.name, a.text)
		}
		equal(t, h.name+": an empty one", ask("POST", h.list, body("")).status, map[string]int{"github": 422, "gitlab": 400}[h.name])
	}
}

func TestFaults(t *testing.T) {
	for _, h := range hosts {
		f, ask := served(t)
		set := func(fault string) { equal(t, fault, ask("POST", "/control/faults", fault).status, http.StatusOK) }

		set(`{"kind": "primary", "method": "GET", "skip": 1, "times": 1, "reset_in": 60}`)
		equal(t, h.name+": skipped", ask("GET", h.list, "").status, http.StatusOK)
		a := ask("GET", h.list, "")
		remaining, reset := "X-RateLimit-Remaining", "X-RateLimit-Reset"
		if h.name == "gitlab" {
			remaining, reset = "RateLimit-Remaining", "RateLimit-Reset"
		}
		equal(t, h.name+": primary", a.status, map[string]int{"github": 403, "gitlab": 429}[h.name])
		equal(t, h.name+": left", a.header.Get(remaining), "0")
		if at, err := strconv.ParseInt(a.header.Get(reset), 10, 64); err != nil || time.Until(time.Unix(at, 0)) < 50*time.Second {
			t.Errorf("%s: reset is %q", h.name, a.header.Get(reset))
		}
		equal(t, h.name+": wait for a quota", a.header.Get("Retry-After"), map[string]string{"github": "", "gitlab": "60"}[h.name])
		equal(t, h.name+": only once", ask("GET", h.list, "").status, http.StatusOK)

		set(`{"kind": "primary", "times": 1, "reset_in": 60, "retry_after": -1}`)
		equal(t, h.name+": no wait", ask("GET", h.list, "").header.Get("Retry-After"), "")
		set(`{"kind": "secondary", "times": 1, "retry_after": 7}`)
		a = ask("GET", h.list, "")
		equal(t, h.name+": secondary", a.status, map[string]int{"github": 403, "gitlab": 429}[h.name])
		equal(t, h.name+": wait", a.header.Get("Retry-After"), "7")

		set(`{"kind": "reset", "method": "POST", "after": true, "times": 1}`)
		if a := ask("POST", h.list, body("kept")); a.err == nil {
			t.Errorf("%s: a reset is answered with %d", h.name, a.status)
		}
		equal(t, h.name+": what was lost took effect", len(f.comments[h.name]), 1)

		set(`{"kind": "status", "status": 502, "times": 1}`)
		equal(t, h.name+": status", ask("GET", h.list, "").status, http.StatusBadGateway)
		set(`{"kind": "elsewhere", "times": 1}`)
		equal(t, h.name+": elsewhere", ask("GET", h.list, "").next(), "http://127.0.0.2:9/next?page=2")
		set(`{"kind": "html", "times": 1}`)
		equal(t, h.name+": html", string(ask("GET", h.list, "").text), "<html><title>A proxy</title></html>\n")
	}
	_, ask := served(t)
	for _, wrong := range []string{`{"kind": "unknown"}`, `{"kind": "status", "status": 200}`, `{"knid": "reset"}`} {
		equal(t, wrong, ask("POST", "/control/faults", wrong).status, http.StatusBadRequest)
	}
	equal(t, "after a fault that is none", ask("GET", githubComments, "").status, http.StatusOK)
}

func TestControl(t *testing.T) {
	_, ask := served(t)
	equal(t, "planting", ask("POST", "/control/comments/gitlab", `{"body": "x", "system": true, "times": 3}`).status, http.StatusOK)
	planted := ask("GET", "/control/comments/gitlab", "").list(t)
	equal(t, "planted", len(planted), 3)
	equal(t, "system", planted[0]["system"], any(true))
	ask("GET", gitlabNotes+"?page=2", "")
	log := ask("GET", "/control/log", "").list(t)
	equal(t, "requests but the control's", len(log), 1)
	equal(t, "the one", log[0]["url"], any(gitlabNotes+"?page=2"))
}

func TestServesUntilItsInputEnds(t *testing.T) {
	stdin, feed := io.Pipe()
	output, stdout := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- run(context.Background(), "good", stdin, stdout) }()
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address, found := strings.CutPrefix(strings.TrimSpace(line), "GITHUB_API_URL=")
	if !found || !strings.HasPrefix(address, "http://127.0.0.1:") {
		t.Fatalf("the first line is %q", line)
	}
	response, err := http.Get(address + "/control/log")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	feed.Close()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it did not end")
	}
}
