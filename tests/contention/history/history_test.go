package history

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"os"
)

// told makes a history of words: "a begin 1, a read 0, a writing 1, a wrote 1, a end", a microsecond each.
func told(t *testing.T, words string) []Event {
	t.Helper()
	var events []Event
	for i, phrase := range strings.Split(words, ", ") {
		parts := append(strings.Fields(phrase), "0", "0")
		number := 0
		for _, digit := range parts[2] {
			number = number*10 + int(digit-'0')
		}
		events = append(events, Event{Kind: parts[1], ID: parts[0], Token: uint64(number), Value: number, Time: int64(i+1) * 1000})
	}
	return events
}

const (
	one = "a begin 1, a read 0, a writing 1, a wrote 1, a end, "
	two = "b begin 2, b read 1, b writing 2, b wrote 2, b end"
)

func TestGoodHistories(t *testing.T) {
	for words, final := range map[string]int{
		one + two: 2,
		one + "b begin 2, b alive, killed killed, c begin 5, c read 1, c writing 2, c wrote 2, c end": 2, // b was killed
		one + "b begin 2, b read 1, b writing 2, c begin 3, c read 2, c writing 3, c wrote 3, c end":  3, // after it had written
		one + "b begin 2, b read 1, b writing 2, c begin 3, c read 1, c writing 2, c wrote 2, c end":  2, // before
		one + "b begin 2": 1,
	} {
		if report := Check(told(t, words), final); len(report.Violations) != 0 {
			t.Errorf("%s:\n%s", words, strings.Join(report.Violations, "\n"))
		}
	}
}

func TestBadHistories(t *testing.T) {
	for words, want := range map[string]string{
		"a begin 1, b begin 2, a alive":                            "two at once: b (token 2) began 1µs before the last word of a (token 1)",
		"a begin 1, b begin 2, b end, c begin 3, a end":            "two at once: c (token 3)", // and not only the next one
		"a begin 2, a end, b begin 1, b end":                       "token 1 of b comes after token 2 of a",
		"a begin 2, a end, b begin 2, b end":                       "token 2 of b comes after token 2 of a",
		"a begin 1, a begin 2":                                     "a began twice",
		"a read 1":                                                 "a did something before it began",
		one + "b begin 2, b read 0, b writing 1, b wrote 1, b end": "1 was written by a and by b: one of them is lost",
		one + "b begin 2, b read 0, b end":                         "b read 0 after a had written 1",
		one + "b begin 2, b read 1, b writing 3, b wrote 3, b end": "b read 1 and wrote 3",
		one + two + ", c begin 3, c read 1, c end":                 "c read 1 after b had written 2",
	} {
		report := Check(told(t, words), 2)
		found := false
		for _, violation := range report.Violations {
			found = found || strings.HasPrefix(violation, want)
		}
		if !found {
			t.Errorf("%s: want %q, got\n%s", words, want, strings.Join(report.Violations, "\n"))
		}
	}
}

func TestTheCounterMustAddUp(t *testing.T) {
	for final, good := range map[int]bool{1: false, 2: true, 3: true, 4: false} {
		report := Check(told(t, one+two+", c begin 3, c read 2, c writing 3"), final)
		if (len(report.Violations) == 0) != good {
			t.Errorf("%d: %v", final, report.Violations)
		}
	}
}

func TestTheReportCounts(t *testing.T) {
	report := Check(told(t, one+"b begin 2, b alive, x killed, x killed, c begin 3, c end"), 1)
	if report.Holders != 3 || report.Additions != 1 || report.Kills != 2 || report.Unfinished != 1 || report.Recovery != 3*time.Microsecond {
		t.Errorf("%+v", report)
	}
}

func TestRecoveryCountsFromTheFirstLook(t *testing.T) {
	for looked, want := range map[int64]time.Duration{1000: 2 * time.Microsecond, 3500: 500} {
		events := told(t, "a begin 1, a alive, x fault, c begin 2, c end")
		events[3].Looked = looked
		if report := Check(events, 0); report.Recovery != want || report.Faults != 1 {
			t.Errorf("who looked at %d: %+v", looked, report)
		}
	}
}

func TestRecoveryCountsFromWhenEveryTTLBeganAnew(t *testing.T) {
	for at, want := range map[int64]time.Duration{1500: 2 * time.Microsecond, 3500: 500, 4500: 2 * time.Microsecond} { // before, between, after
		events := append(told(t, "a begin 1, a alive, x fault, c begin 2, c end"), Event{Kind: Anew, Time: at})
		if report := Check(events, 0); report.Recovery != want || report.Anew != 1 || len(report.Violations) != 0 {
			t.Errorf("anew at %d: %+v", at, report)
		}
	}
}

func TestOneThatDiesWhileItWaitsIsRecoveredFrom(t *testing.T) {
	if report := Check(told(t, "a begin 1, a end, x killed, x killed, c begin 3, c end"), 0); report.Recovery != 3*time.Microsecond {
		t.Errorf("%+v", report)
	}
}

func TestLogsAreReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	for _, id := range []string{"a", "b"} { // as two processes do it
		log, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := log.Add(Event{Kind: Begin, ID: id, Token: 7}); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	events, err := Load(file)
	if err != nil || len(events) != 2 || events[1].ID != "b" || events[1].Token != 7 || events[0].Time > events[1].Time {
		t.Errorf("%v, %v", events, err)
	}
	if _, err := Load(strings.NewReader("{}\nx\n")); err == nil {
		t.Error("a broken line is no error")
	}
}
