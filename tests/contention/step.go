package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
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
	lookVariable  = "CONTENTION_LOOKED" // when garage-lock was started, in nanoseconds
)

// step adds one to the counter and writes down when, with a word every few milliseconds, so that it is known how long
// it was there, whatever ends it.
func step() error {
	work, err := time.ParseDuration(os.Getenv(workVariable))
	if err != nil {
		return err
	}
	looked, err := strconv.ParseInt(os.Getenv(lookVariable), 10, 64)
	if err != nil {
		return err
	}
	log, err := history.Open(os.Getenv(logVariable))
	if err != nil {
		return err
	}
	id, token, err := identity(os.Getenv(storeVariable))
	if err != nil {
		return err
	}
	counter, err := openCounter(os.Getenv(storeVariable), token)
	if err != nil {
		return err
	}
	if err := log.Add(history.Event{Kind: history.Begin, ID: id, Token: token, Looked: looked}); err != nil {
		return err
	}
	silence := keepSaying(log, history.Event{Kind: history.Alive, ID: id})
	err = add(counter, token, work, func(kind string, value int) error {
		return log.Add(history.Event{Kind: kind, ID: id, Token: token, Value: value})
	})
	silence()
	if err != nil {
		return err
	}
	return log.Add(history.Event{Kind: history.End, ID: id})
}

// keepSaying says event every few milliseconds, until it is told to stop.
func keepSaying(log *history.Log, event history.Event) (silence func()) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				log.Add(event) //nolint:errcheck // the disk is full: what comes next will say so
			}
		}
	}()
	return func() { close(stop); <-stopped }
}

// add is what is done while the lock is held.
func add(counter counter, token uint64, work time.Duration, say func(kind string, value int) error) error {
	var value int
	err := insist(func() (err error) {
		value, _, err = counter.read()
		return err
	})
	if err == nil {
		err = say(history.Read, value)
	}
	if err != nil {
		return err
	}
	time.Sleep(work)
	if err := say(history.Writing, value+1); err != nil {
		return err
	}
	if err := insist(func() error { return counter.write(token, value+1) }); err != nil {
		return err
	}
	return say(history.Wrote, value+1)
}

// insist asks until there is an answer: a write in doubt is made again, on the same key. Who guards us ends it if that takes too long.
func insist(ask func() error) error {
	for {
		err := ask()
		var refused refusal
		if err == nil || errors.As(err, &refused) {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// identity is what garage-lock says, or something as good where nobody says anything.
func identity(store string) (string, uint64, error) {
	if text := os.Getenv("GARAGE_LOCK_TOKEN"); text != "" {
		token, err := strconv.ParseUint(text, 10, 64)
		return os.Getenv("GARAGE_LOCK_ID"), token, err
	}
	var random [8]byte
	if _, err := rand.Read(random[:]); err != nil {
		return "", 0, err
	}
	counter, err := openCounter(store, 0)
	if err != nil {
		return "", 0, err
	}
	var token uint64
	err = insist(func() (err error) {
		_, token, err = counter.read()
		return err
	})
	if err != nil {
		return "", 0, fmt.Errorf("the counter cannot be read: %w", err)
	}
	return hex.EncodeToString(random[:]), token + 1, nil
}
