// Command contention lets many contend for a lock, disturbs them, and says whether the lock held.
//
//	contention run -store garage -garage-lock PATH [OPTION]…     prints TAP
//
// It starts itself as the COMMAND of garage-lock: each adds one to a counter that lies in the same store, and writes
// down when (package history). Meanwhile it kills and stops processes of garage-lock; -disturb is a command that does
// something to the store itself, every so often, and ends when the store is whole again. Where the store is, the
// environment says, as for garage-lock; GARAGE_ENDPOINTS and CONSUL_HTTP_ADDRS give each contender one of several.
//
// Two guards show that this can fail: none, and lockfile, which does what Terraform's use_lockfile does, a PUT that
// is to succeed only where there is nothing (If-None-Match), on which Garage 2.5.0 does not insist.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

// settings are what the command line says; those of a step come by the environment.
type settings struct {
	guard, store, program, folder, disturb, anew string
	contenders, additions                        int
	ttl, bound, work, calm, peace, limit         time.Duration
	seed                                         int64
}

func main() {
	var err error
	switch {
	case len(os.Args) == 2 && os.Args[1] == "step":
		err = step()
	case len(os.Args) >= 2 && os.Args[1] == "run":
		err = run(os.Args[2:])
	default:
		fmt.Fprintln(os.Stderr, "contention: there are run and step")
		os.Exit(64) // EX_USAGE
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "contention:", err)
		os.Exit(1)
	}
}

func parse(arguments []string) (*settings, error) {
	s := &settings{}
	set := flag.NewFlagSet("contention run", flag.ContinueOnError)
	set.StringVar(&s.guard, "guard", "lock", "what keeps contenders apart: lock, lockfile or none")
	set.StringVar(&s.store, "store", "garage", "where lock and counter are: garage, consul or file")
	set.StringVar(&s.program, "garage-lock", "garage-lock", "the `program`")
	set.StringVar(&s.folder, "folder", "", "an empty `folder` for the history")
	set.StringVar(&s.disturb, "disturb", "", "a `command` to run every now and then, with a random number as its last argument")
	set.StringVar(&s.anew, "anew", "", "a `command` that says, in the end, when the store began every TTL anew: a time by RFC 3339 a line")
	set.IntVar(&s.contenders, "contenders", 8, "how many contend")
	set.IntVar(&s.additions, "additions", 40, "how often they are to add to the counter, all of them together")
	set.DurationVar(&s.ttl, "ttl", 2*time.Second, "of the lock")
	set.DurationVar(&s.bound, "bound", 10*time.Second, "how long after a crash the next may begin, beyond the TTL")
	set.DurationVar(&s.work, "work", 20*time.Millisecond, "how long the lock is held each time")
	set.DurationVar(&s.calm, "calm", 0, "the mean time between two disturbances of contenders; 0: none")
	set.DurationVar(&s.peace, "peace", 5*time.Second, "the mean time between two disturbances of the store")
	set.DurationVar(&s.limit, "limit", 30*time.Minute, "how long it may take")
	set.Int64Var(&s.seed, "seed", 1, "of what is random")
	if err := set.Parse(arguments); err != nil {
		return nil, err
	}
	switch {
	case set.NArg() > 0:
		return nil, fmt.Errorf("unexpected argument %q", set.Arg(0))
	case s.folder == "":
		return nil, fmt.Errorf("-folder is needed")
	case s.guard != "lock" && s.guard != "lockfile" && s.guard != "none":
		return nil, fmt.Errorf("unknown guard %q", s.guard)
	case s.guard == "lockfile" && s.store != "garage":
		return nil, fmt.Errorf("the guard lockfile is for the store garage")
	}
	return s, nil
}
