package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"time"

	"infrastructure-template/tests/contention/history"
)

// A step gets what it needs by these.
const (
	storeVariable = "CONTENTION_STORE"
	workVariable  = "CONTENTION_WORK"
	logVariable   = "CONTENTION_LOG"
)

// step adds one to the counter and writes down when, a word every few milliseconds, so that it is known how long it
// was there, whatever ends it.
func step() error {
	work, err := time.ParseDuration(os.Getenv(workVariable))
	if err != nil {
		return err
	}
	log, err := history.Open(os.Getenv(logVariable))
	if err != nil {
		return err
	}
	counter, err := openCounter(os.Getenv(storeVariable))
	if err != nil {
		return err
	}
	id, token, err := identity(counter)
	if err != nil {
		return err
	}
	say := func(kind string, value int) {
		if err == nil {
			err = log.Add(history.Event{Kind: kind, ID: id, Token: token, Value: value})
		}
	}
	say(history.Begin, 0)
	value, _, failed := counter.read()
	if failed != nil {
		return failed
	}
	say(history.Read, value)
	for until := time.Now().Add(work); time.Now().Before(until); {
		say(history.Alive, 0)
		time.Sleep(min(work, 5*time.Millisecond))
	}
	say(history.Writing, value+1)
	if failed := counter.write(token, value+1); failed != nil {
		return failed
	}
	say(history.Wrote, value+1)
	say(history.End, 0)
	return err
}

// identity is what garage-lock says, or something as good where nobody says anything.
func identity(counter counter) (string, uint64, error) {
	if text := os.Getenv("GARAGE_LOCK_TOKEN"); text != "" {
		token, err := strconv.ParseUint(text, 10, 64)
		return os.Getenv("GARAGE_LOCK_ID"), token, err
	}
	var random [8]byte
	if _, err := rand.Read(random[:]); err != nil {
		return "", 0, err
	}
	_, token, err := counter.read()
	if err != nil {
		return "", 0, fmt.Errorf("the counter cannot be read: %w", err)
	}
	return hex.EncodeToString(random[:]), token + 1, nil
}
