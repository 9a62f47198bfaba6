// Package history is what contenders for a lock write down while they hold it, and what must be true of it.
//
// Each holder adds one to a shared counter, and says when it began, what it read, what it is about to write, that the
// write was acknowledged, that it is still there, and that it ended. Times are of one machine's clock. A holder that is
// killed just falls silent, so it is known to have held the lock from its beginning to the last thing it said.
//
// What a crash costs, of a holder or of one that waits before others, is the time from a holder's last word to when the next
// one begins, counted from the latest of that word, of when the next one's attempt began to look, and of when the store began
// every TTL anew: who comes late has to watch the dead for a TTL, too, since no two clocks need agree.
package history

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"time"
)

// Event is a line of a history.
type Event struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"`               // of the attempt that held the lock; for Killed and Fault, what was done
	Token  uint64 `json:"token"`            // of Begin
	Value  int    `json:"value"`            // of Read, Writing and Wrote
	Time   int64  `json:"time"`             // nanoseconds
	Looked int64  `json:"looked,omitempty"` // of Begin: when the attempt was started
}

// The kinds of events.
const (
	Begin   = "begin"
	Read    = "read"
	Writing = "writing"
	Wrote   = "wrote"
	Alive   = "alive"
	End     = "end"
	Killed  = "killed" // a contender, by the disturber: what it was is in ID, which is no attempt's then
	Fault   = "fault"  // of the store: the same
	Anew    = "anew"   // the store began every TTL anew, as Consul does when its leader changes
)

// Log is a file that many processes add lines to.
type Log struct{ file *os.File }

// Open opens it for adding.
func Open(path string) (*Log, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	return &Log{file}, err
}

// Add writes event down, in one write, with the time.
func (l *Log) Add(event Event) error {
	event.Time = time.Now().UnixNano()
	line, err := json.Marshal(event)
	if err == nil {
		_, err = l.file.Write(append(line, '\n'))
	}
	return err
}

// Load reads a whole history.
func Load(from io.Reader) ([]Event, error) {
	var events []Event
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		var event Event
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			return nil, fmt.Errorf("line %d: %w", len(events)+1, err)
		}
		events = append(events, event)
	}
	return events, lines.Err()
}

// holder is one attempt that got the lock.
type holder struct {
	id                    string
	token                 uint64
	looked, begin, last   int64
	read, writing         int
	hasRead, acknowledged bool
	acknowledgedAt        int64
}

// Report is what a history says.
type Report struct {
	Holders, Additions, Kills, Faults int
	Unfinished                        int           // holders that were killed, or stopped, before they ended
	Anew                              int           // how often the store began every TTL anew
	Recovery                          time.Duration // the longest that anything kept the next from beginning
	Violations                        []string
}

func (r *Report) violated(format string, args ...any) {
	r.Violations = append(r.Violations, fmt.Sprintf(format, args...))
}

// Check says what is wrong with a history whose counter began at 0 and was found to be final in the end.
func Check(events []Event, final int) Report {
	var report Report
	holders := gather(events, &report)
	report.Holders = len(holders)
	alone(holders, &report)
	tokens(holders, &report)
	updates(holders, final, &report)
	return report
}

// gather puts together what each holder said, in the order in which they began.
func gather(events []Event, report *Report) []*holder {
	byID := map[string]*holder{}
	ended := map[string]bool{}
	var holders []*holder
	var anew []int64
	for _, event := range events {
		switch event.Kind {
		case Killed:
			report.Kills++
			continue
		case Fault:
			report.Faults++
			continue
		case Anew:
			anew = append(anew, event.Time)
			continue
		}
		h := byID[event.ID]
		if event.Kind == Begin {
			if h != nil {
				report.violated("%s began twice", event.ID)
			}
			h = &holder{id: event.ID, token: event.Token, looked: event.Looked, begin: event.Time}
			byID[event.ID] = h
			holders = append(holders, h)
		}
		if h == nil {
			report.violated("%s did something before it began", event.ID)
			continue
		}
		h.last = max(h.last, event.Time)
		switch event.Kind {
		case Read:
			h.read, h.hasRead = event.Value, true
		case Writing:
			h.writing = event.Value
		case Wrote:
			h.acknowledged, h.acknowledgedAt = true, event.Time
			report.Additions++
		case End:
			ended[event.ID] = true
		}
	}
	sort.SliceStable(holders, func(i, j int) bool { return holders[i].begin < holders[j].begin })
	for i, h := range holders {
		if !ended[h.id] {
			report.Unfinished++
		}
		if i+1 < len(holders) {
			next := holders[i+1]
			report.Recovery = max(report.Recovery, time.Duration(next.begin-max(h.last, next.looked, latest(anew, next.begin))))
		}
	}
	report.Anew = len(anew)
	return holders
}

// latest of times that is not after the end; 0 where there is none.
func latest(times []int64, end int64) int64 {
	var found int64
	for _, t := range times {
		if t <= end {
			found = max(found, t)
		}
	}
	return found
}

// alone: nobody begins before whoever began earlier has said its last word.
func alone(holders []*holder, report *Report) {
	var latest *holder
	for _, h := range holders {
		if latest != nil && h.begin <= latest.last {
			report.violated("two at once: %s (token %d) began %v before the last word of %s (token %d)",
				h.id, h.token, time.Duration(latest.last-h.begin), latest.id, latest.token)
		}
		if latest == nil || h.last > latest.last {
			latest = h
		}
	}
}

// tokens grow from one holder to the next.
func tokens(holders []*holder, report *Report) {
	for i := 1; i < len(holders); i++ {
		if before, h := holders[i-1], holders[i]; h.token <= before.token {
			report.violated("token %d of %s comes after token %d of %s", h.token, h.id, before.token, before.id)
		}
	}
}

// updates: what was acknowledged is seen by everybody who begins later, and nothing is counted twice.
func updates(holders []*holder, final int, report *Report) {
	values := map[int]string{}
	written := 0 // at most so many were carried out
	for i, h := range holders {
		if h.hasRead && h.writing != 0 {
			written++
			if h.writing != h.read+1 {
				report.violated("%s read %d and wrote %d", h.id, h.read, h.writing)
			}
		}
		if !h.acknowledged {
			continue
		}
		if other, twice := values[h.writing]; twice {
			report.violated("%d was written by %s and by %s: one of them is lost", h.writing, other, h.id)
		}
		values[h.writing] = h.id
		for _, later := range holders[i+1:] {
			if later.begin > h.acknowledgedAt && later.hasRead && later.read < h.writing {
				report.violated("%s read %d after %s had written %d", later.id, later.read, h.id, h.writing)
			}
		}
	}
	if final < report.Additions || final > written {
		report.violated("the counter is %d after %d acknowledged additions, and %d in all", final, report.Additions, written)
	}
}
