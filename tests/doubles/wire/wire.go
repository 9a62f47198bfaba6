// Package wire is what lies between a double of a store and its clients: what goes wrong on the way, and a log of what
// went over it.
//
// Tests steer it by requests below /_control/, which no store has:
//
//	PUT    /_control/faults    a JSON list of faults; it replaces the one before
//	GET    /_control/faults    these, with how many requests have fitted each
//	PUT    /_control/latency   a number of milliseconds, added to each answer
//	GET    /_control/log       all requests so far, as a JSON list
//	GET    /_control/rounds    how many of them had to wait for each other
//	DELETE /_control/log       forgets them
//	PUT    /_control/settings  what the double itself has to set
package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"sort"
	"strings"
	"sync"
	"time"

	"infrastructure-template/tests/doubles/life"
)

// Fault is something that goes wrong with requests that it fits.
type Fault struct {
	Method  string  `json:"method"`  // empty: every method
	Path    string  `json:"path"`    // a regular expression, of path and query
	Skip    int     `json:"skip"`    // so many fitting requests go well before it
	Times   int     `json:"times"`   // then so many do not; 0: all
	Chance  float64 `json:"chance"`  // of those, each with this probability; 0: all
	Kind    string  `json:"kind"`    // below
	Seconds float64 `json:"seconds"` // of delay, slow, late, again and held
	Status  int     `json:"status"`  // of status
	Body    string  `json:"body"`    // of status
	Hits    int     `json:"hits"`    // so many requests have fitted so far

	pattern *regexp.Regexp
}

// The kinds of faults.
const (
	status = "status" // answered with Status and Body, not carried out
	lost   = "lost"   // carried out, but the answer is lost
	gone   = "gone"   // not carried out, and no answer: the connection breaks
	hang   = "hang"   // no answer, ever, and not carried out
	delay  = "delay"  // carried out and answered after Seconds
	slow   = "slow"   // carried out at once, answered after Seconds
	late   = "late"   // accepted, as by a node that then stalls: no answer, and carried out after Seconds
	again  = "again"  // carried out at once, and once more after Seconds
	held   = "held"   // as by a proxy that stalls: no answer, and given to the store after Seconds
)

// Entry is a request as the log has it; times are nanoseconds since the epoch.
type Entry struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Query  string `json:"query"`
	Status int    `json:"status"` // 0: no answer
	Begin  int64  `json:"begin"`
	End    int64  `json:"end"`
	Fault  string `json:"fault"`
}

// Wire passes requests to Store. Its zero value passes everything.
type Wire struct {
	Store    http.Handler
	Settings any // what PUT /_control/settings fills; Changed is called then
	Changed  func()

	mu      sync.Mutex
	faults  []*Fault
	latency time.Duration
	log     []Entry
}

type acceptedKey struct{}

// Accepted is when the request passed the store's checks: now, or earlier for one that a node took and then held.
func Accepted(r *http.Request) time.Time {
	if t, ok := r.Context().Value(acceptedKey{}).(time.Time); ok {
		return t
	}
	return time.Now()
}

func (f *Fault) compile() (err error) {
	switch f.Kind {
	case status, lost, gone, hang, delay, slow, late, again, held:
	default:
		return fmt.Errorf("unknown kind of fault %q", f.Kind)
	}
	if f.Kind == status && (f.Status < 200 || f.Status > 599) {
		return fmt.Errorf("status %d is none", f.Status)
	}
	f.pattern, err = regexp.Compile(f.Path)
	return err
}

// next is the fault that happens to r, or nil.
func (w *Wire) next(r *http.Request) *Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range w.faults {
		if (f.Method != "" && f.Method != r.Method) || !f.pattern.MatchString(r.URL.RequestURI()) {
			continue
		}
		f.Hits++
		if f.Hits > f.Skip && (f.Times == 0 || f.Hits <= f.Skip+f.Times) && (f.Chance == 0 || rand.Float64() < f.Chance) {
			return f
		}
	}
	return nil
}

func (w *Wire) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	if rest, ok := strings.CutPrefix(r.URL.Path, "/_control/"); ok {
		w.control(out, r, rest)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the client is gone before it has said what it wants
	}
	entry := Entry{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Begin: time.Now().UnixNano()}
	fault := w.next(r)
	if fault != nil {
		entry.Fault = fault.Kind
	}
	defer func() {
		entry.End = time.Now().UnixNano()
		w.mu.Lock()
		w.log = append(w.log, entry)
		w.mu.Unlock()
	}()
	answer := w.carryOut(r, body, fault)
	if answer == nil {
		panic(http.ErrAbortHandler)
	}
	w.mu.Lock()
	latency := w.latency
	w.mu.Unlock()
	time.Sleep(latency)
	entry.Status = answer.Code
	for name, values := range answer.Header() {
		out.Header()[name] = values
	}
	out.WriteHeader(answer.Code)
	out.Write(answer.Body.Bytes()) //nolint:errcheck // the client is gone: nobody is left to be told
}

// carryOut does what the request asks for and what goes wrong with it; nil: there is no answer.
func (w *Wire) carryOut(r *http.Request, body []byte, fault *Fault) *httptest.ResponseRecorder {
	if fault == nil {
		return w.pass(r, r.Context(), body)
	}
	pause := time.Duration(fault.Seconds * float64(time.Second))
	accepted := context.WithValue(context.WithoutCancel(r.Context()), acceptedKey{}, time.Now())
	later := func(ctx context.Context) {
		time.AfterFunc(pause, func() { w.pass(r, ctx, body) })
	}
	switch fault.Kind {
	case status:
		answer := httptest.NewRecorder()
		answer.WriteHeader(fault.Status)
		answer.WriteString(fault.Body) //nolint:errcheck // a recorder takes it all
		return answer
	case lost:
		w.pass(r, r.Context(), body)
	case hang:
		<-r.Context().Done()
	case delay:
		time.Sleep(pause)
		return w.pass(r, r.Context(), body)
	case slow:
		answer := w.pass(r, r.Context(), body)
		time.Sleep(pause)
		return answer
	case late:
		later(accepted)
	case held:
		later(context.WithoutCancel(r.Context()))
	case again:
		later(accepted)
		return w.pass(r, r.Context(), body)
	}
	return nil
}

func (w *Wire) pass(r *http.Request, ctx context.Context, body []byte) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	copied := r.Clone(ctx)
	copied.Body = io.NopCloser(bytes.NewReader(body))
	w.Store.ServeHTTP(answer, copied)
	return answer
}

func (w *Wire) control(out http.ResponseWriter, r *http.Request, path string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var err error
	switch r.Method + " " + path {
	case "PUT faults":
		var faults []*Fault
		err = decode(r, &faults)
		for _, f := range faults {
			if err == nil {
				err = f.compile()
			}
		}
		if err == nil {
			w.faults = faults
		}
	case "PUT latency":
		var milliseconds int
		err = decode(r, &milliseconds)
		w.latency = time.Duration(milliseconds) * time.Millisecond
	case "PUT settings":
		err = decode(r, w.Settings)
		if err == nil && w.Changed != nil {
			w.Changed()
		}
	case "DELETE log":
		w.log = nil
	case "GET faults":
		err = json.NewEncoder(out).Encode(w.faults)
	case "GET log":
		json.NewEncoder(out).Encode(append([]Entry{}, w.log...)) //nolint:errcheck // see above
	case "GET rounds":
		fmt.Fprintln(out, rounds(w.log))
	default:
		err = fmt.Errorf("no control %s %s", r.Method, path)
	}
	if err != nil {
		http.Error(out, err.Error(), http.StatusBadRequest)
	}
}

// rounds counts round trips: requests that were under way at once count once.
func rounds(log []Entry) int {
	sorted := append([]Entry{}, log...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].Begin < sorted[j].Begin })
	count, end := 0, int64(0)
	for _, entry := range sorted {
		if entry.Begin >= end {
			count++
			end = entry.End
		}
		end = min(end, entry.End) // who begins after the first has ended has waited for it
	}
	return count
}

func decode(r *http.Request, into any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// Serve listens on a free port of the loopback interface, prints VARIABLE=http://… once it is ready, and serves until
// ctx is done or in ends: a test that dies takes its double along.
func (w *Wire) Serve(ctx context.Context, variable string, in io.Reader, out io.Writer) error {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	return life.Serve(ctx, listener, w, fmt.Sprintf("%s=http://%s\n", variable, listener.Addr()), in, out)
}

// Fail prints err and ends the program.
func Fail(program string, err error, code int) {
	fmt.Fprintf(os.Stderr, "%s: %v\n", program, err)
	os.Exit(code)
}
