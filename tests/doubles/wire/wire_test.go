package wire

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// counter is a store that counts what reaches it.
type counter struct {
	mu       sync.Mutex
	bodies   []string
	accepted []time.Duration // how long ago
}

func (c *counter) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bodies = append(c.bodies, string(body))
	c.accepted = append(c.accepted, time.Since(Accepted(r)))
	out.WriteHeader(http.StatusCreated)
}

func (c *counter) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.bodies)
}

func start(t *testing.T) (*counter, string) {
	t.Helper()
	store := &counter{}
	server := httptest.NewServer(&Wire{Store: store, Settings: &struct{ Size int }{}})
	t.Cleanup(server.Close)
	return store, server.URL
}

func send(t *testing.T, method, url, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return 0, ""
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(text)
}

func set(t *testing.T, url, what, body string) {
	t.Helper()
	if status, text := send(t, "PUT", url+"/_control/"+what, body); status != 200 {
		t.Fatalf("%s: %s", body, text)
	}
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("never:", what)
		}
	}
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		fault         string
		status        int
		atOnce, later int // how often it is carried out
	}{
		{`{"kind": "status", "status": 503}`, 503, 0, 0},
		{`{"kind": "status", "status": 200, "body": "something else"}`, 200, 0, 0},
		{`{"kind": "lost"}`, 0, 1, 1},
		{`{"kind": "gone"}`, 0, 0, 0},
		{`{"kind": "hang"}`, 0, 0, 0},
		{`{"kind": "delay", "seconds": 0.1}`, 201, 1, 1},
		{`{"kind": "slow", "seconds": 0.1}`, 201, 1, 1},
		{`{"kind": "late", "seconds": 0.2}`, 0, 0, 1},
		{`{"kind": "held", "seconds": 0.2}`, 0, 0, 1},
		{`{"kind": "again", "seconds": 0.2}`, 201, 1, 2},
	} {
		store, url := start(t)
		set(t, url, "faults", "["+c.fault+"]")
		status, text := send(t, "PUT", url+"/x", "body")
		if strings.Contains(c.fault, "else") != (text == "something else") {
			t.Errorf("%s: the answer is %q", c.fault, text)
		}
		if status != c.status || store.count() != c.atOnce {
			t.Errorf("%s: status %d and %d times, want %d and %d", c.fault, status, store.count(), c.status, c.atOnce)
		}
		eventually(t, c.fault, func() bool { return store.count() == c.later })
		for _, body := range store.bodies {
			if body != "body" {
				t.Errorf("%s: the body is %q", c.fault, body)
			}
		}
		isLate := strings.Contains(c.fault, "late") || strings.Contains(c.fault, "again")
		if n := len(store.accepted); n > 0 && (store.accepted[n-1] > 100*time.Millisecond) != isLate {
			t.Errorf("%s: it was accepted %v ago", c.fault, store.accepted[n-1])
		}
	}
}

func TestFaultsFitAndCount(t *testing.T) {
	_, url := start(t)
	set(t, url, "faults", `[{"method": "PUT", "path": "^/a\\?b", "skip": 1, "times": 2, "kind": "status", "status": 500}]`)
	for _, want := range []struct {
		method, path string
		status       int
	}{
		{"PUT", "/a?b", 201}, {"GET", "/a?b", 201}, {"PUT", "/a", 201}, {"PUT", "/a?b=1", 500}, {"PUT", "/a?b", 500}, {"PUT", "/a?b", 201},
	} {
		if status, _ := send(t, want.method, url+want.path, ""); status != want.status {
			t.Errorf("%s %s answers %d, want %d", want.method, want.path, status, want.status)
		}
	}
}

func TestFaultsByChance(t *testing.T) {
	_, url := start(t)
	set(t, url, "faults", `[{"kind": "status", "status": 500, "chance": 0.5}]`)
	seen := map[int]int{}
	for range 50 {
		status, _ := send(t, "GET", url+"/a", "")
		seen[status]++
	}
	if seen[500] < 5 || seen[201] < 5 { // less often than once in 10⁸ runs
		t.Errorf("there were %v", seen)
	}
}

func TestBadControlIsRefused(t *testing.T) {
	_, url := start(t)
	for _, c := range [][2]string{
		{"faults", `[{"kind": "x"}]`}, {"faults", `[{"kind": "status"}]`}, {"faults", `[{"kind": "lost", "path": "("}]`},
		{"faults", `[{"knid": "lost"}]`}, {"latency", `"x"`}, {"settings", `{"Size": "x"}`}, {"other", ``},
	} {
		if status, _ := send(t, "PUT", url+"/_control/"+c[0], c[1]); status != 400 {
			t.Errorf("%s %s is answered %d", c[0], c[1], status)
		}
	}
}

func TestRoundsCountWhatWaits(t *testing.T) {
	for _, c := range []struct {
		times [][2]int64
		want  int
	}{
		{nil, 0},
		{[][2]int64{{0, 10}}, 1},
		{[][2]int64{{0, 10}, {10, 20}, {21, 30}}, 3},
		{[][2]int64{{0, 10}, {1, 12}, {5, 9}}, 1},
		{[][2]int64{{0, 100}, {1, 10}, {10, 20}}, 2}, // the last waited for the second
	} {
		var log []Entry
		for _, times := range c.times {
			log = append(log, Entry{Begin: times[0], End: times[1]})
		}
		if got := rounds(log); got != c.want {
			t.Errorf("%v: %d rounds, want %d", c.times, got, c.want)
		}
	}
}

func TestTheLogHasEverything(t *testing.T) {
	_, url := start(t)
	set(t, url, "latency", "30")
	set(t, url, "faults", `[{"path": "lost", "kind": "lost"}]`)
	var wait sync.WaitGroup
	for range 3 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			send(t, "GET", url+"/a?q", "")
		}()
	}
	wait.Wait()
	send(t, "PUT", url+"/lost", "")
	_, text := send(t, "GET", url+"/_control/log", "")
	var log []Entry
	if err := json.Unmarshal([]byte(text), &log); err != nil || len(log) != 4 {
		t.Fatalf("%v: %s", err, text)
	}
	last := log[3]
	if last.Method != "PUT" || last.Path != "/lost" || last.Status != 0 || last.Fault != "lost" || log[0].Query != "q" {
		t.Errorf("the log is %s", text)
	}
	if _, text := send(t, "GET", url+"/_control/rounds", ""); text != "2\n" {
		t.Errorf("there were %s rounds", text)
	}
	send(t, "DELETE", url+"/_control/log", "")
	if _, text := send(t, "GET", url+"/_control/log", ""); text != "[]\n" {
		t.Errorf("after it was forgotten, the log is %s", text)
	}
}

func TestServesUntilItsInputEnds(t *testing.T) {
	in, feed := io.Pipe()
	output, out := io.Pipe()
	ended := make(chan error, 1)
	w := &Wire{Store: &counter{}}
	go func() { ended <- w.Serve(context.Background(), "HERE", in, out) }()
	line, err := bufio.NewReader(output).ReadString('\n')
	url, found := strings.CutPrefix(strings.TrimSpace(line), "HERE=")
	if err != nil || !found {
		t.Fatalf("the first line is %q", line)
	}
	if status, _ := send(t, "GET", url, ""); status != 201 {
		t.Errorf("it answers %d", status)
	}
	feed.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
