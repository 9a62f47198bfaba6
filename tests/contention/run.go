package main

import (
	"context"
	"fmt"
	"math/rand"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"infrastructure-template/tests/contention/history"
)

// contest is a run under way.
type contest struct {
	*settings
	self, history string
	log           *history.Log
	places        []string // where contenders find the store, as variables of the environment; none: it says so by itself

	mu      sync.Mutex
	running map[int]bool // garage-lock's processes, by their number
	lost    int          // ends with status 76
	odd     []string     // ends that nobody asked for
}

func run(arguments []string) error {
	s, err := parse(arguments)
	if err != nil {
		return err
	}
	c := &contest{settings: s, history: filepath.Join(s.folder, "history"), running: map[int]bool{}}
	if c.self, err = os.Executable(); err != nil {
		return err
	}
	if c.history, err = filepath.Abs(c.history); err != nil {
		return err
	}
	if c.log, err = history.Open(c.history); err != nil {
		return err
	}
	c.places = places(c.store)
	if err := os.Chdir(c.folder); err != nil { // where a counter that is a file lies
		return err
	}
	began := time.Now()
	if err := c.contend(); err != nil {
		return err
	}
	return c.judge(time.Since(began))
}

// places are the nodes of the store, where the environment names several.
func places(store string) []string {
	var found []string
	name := map[string]string{"garage": "GARAGE_ENDPOINT", "consul": "CONSUL_HTTP_ADDR"}[store]
	for _, address := range strings.Fields(os.Getenv(name + "S")) {
		found = append(found, name+"="+address)
	}
	return found
}

// contend lets them run until the counter has what was asked for.
func (c *contest) contend() error {
	ctx, stop := context.WithTimeout(context.Background(), c.limit)
	defer stop()
	var contenders, disturbers sync.WaitGroup
	for i := range c.contenders {
		environment := os.Environ()
		if len(c.places) > 0 {
			environment = append(environment, c.places[i%len(c.places)])
		}
		contenders.Go(func() {
			for ctx.Err() == nil && c.additionsSoFar() < c.additions {
				c.acquire(ctx, environment)
			}
		})
	}
	calm, quiet := context.WithCancel(ctx)
	if c.calm > 0 {
		disturbers.Go(func() { every(calm, c.calm, c.seed, c.disturbOne) })
	}
	if c.disturb != "" {
		disturbers.Go(func() { every(calm, c.peace, c.seed+1, c.disturbStore) })
	}
	contenders.Wait()
	quiet()
	disturbers.Wait()
	return nil
}

// additionsSoFar are those that were acknowledged.
func (c *contest) additionsSoFar() int {
	text, err := os.ReadFile(c.history)
	if err != nil {
		return 0
	}
	return strings.Count(string(text), `"kind":"`+history.Wrote+`"`)
}

// acquire is one try of one contender.
func (c *contest) acquire(ctx context.Context, environment []string) {
	command := []string{c.self, "step"}
	switch c.guard {
	case "lock":
		command = append([]string{c.program, "run", "-s", c.store, "-k", "contention", "-t", milliseconds(c.ttl), "-w", "10m", "--"}, command...)
	case "lockfile":
		if !c.lockfile() {
			time.Sleep(10 * time.Millisecond)
			return
		}
		defer newBucket().send("DELETE", "contention.tflock", nil, "", "") //nolint:errcheck // nobody looks after it: that is the point
	}
	process := exec.CommandContext(ctx, command[0], command[1:]...)
	process.Env = append(slices.Clone(environment), storeVariable+"="+c.store, workVariable+"="+c.work.String(), logVariable+"="+c.history,
		fmt.Sprintf("%s=%d", lookVariable, time.Now().UnixNano()))
	said := &strings.Builder{}
	process.Stderr = said
	if err := process.Start(); err != nil {
		c.strange(err.Error())
		return
	}
	c.mu.Lock()
	c.running[process.Process.Pid] = true
	c.mu.Unlock()
	process.Wait() //nolint:errcheck // the status says how it ended
	c.mu.Lock()
	delete(c.running, process.Process.Pid)
	c.mu.Unlock()
	switch status := process.ProcessState.ExitCode(); status {
	case 0, -1, 128 + 9: // it was killed, or COMMAND was
	case 71:
		if !strings.Contains(said.String(), "was killed") { // its warden, while it waited
			c.strange(fmt.Sprintf("status %d: %s", status, said))
		}
	case 76:
		c.mu.Lock()
		c.lost++
		c.mu.Unlock()
	default:
		c.strange(fmt.Sprintf("status %d: %s", status, said))
	}
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) + "ms" }

func (c *contest) strange(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.odd = append(c.odd, what)
}

// lockfile does what Terraform's use_lockfile does.
func (c *contest) lockfile() bool {
	_, status, err := newBucket().send("PUT", "contention.tflock", nil, "{}", "*")
	return err == nil && status == http.StatusOK
}

// every does something every now and then.
func every(ctx context.Context, calm time.Duration, seed int64, do func(context.Context, *rand.Rand)) {
	chance := rand.New(rand.NewSource(seed))
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Duration(float64(calm) * (0.5 + chance.Float64()))):
		}
		do(ctx, chance)
	}
}

// disturbStore is not cut short: a store is to be whole in the end.
func (c *contest) disturbStore(_ context.Context, chance *rand.Rand) {
	words := append(strings.Fields(c.disturb), strconv.Itoa(int(chance.Int31())))
	text, err := exec.Command(words[0], words[1:]...).CombinedOutput()
	if err != nil {
		c.strange(fmt.Sprintf("%s: %v: %s", c.disturb, err, text))
		return
	}
	c.log.Add(history.Event{Kind: history.Fault, ID: strings.TrimSpace(string(text))}) //nolint:errcheck // counted only
}

// disturbOne hits garage-lock, its warden, or COMMAND: mostly of a holder, for others lose little.
func (c *contest) disturbOne(ctx context.Context, chance *rand.Rand) {
	var family []int
	for until := time.Now().Add(2 * time.Second); len(family) < 3 && time.Now().Before(until); time.Sleep(time.Millisecond) {
		if family = c.nearest(); chance.Intn(1000) == 0 {
			break
		}
	}
	if len(family) == 0 {
		return
	}
	names := []string{"garage-lock", "its warden", "COMMAND"}
	which := chance.Intn(min(len(family), len(names)))
	kills := which == 2 || chance.Intn(3) > 0
	signal := syscall.SIGSTOP
	if kills {
		signal = syscall.SIGKILL
	}
	if syscall.Kill(family[which], signal) != nil {
		return // it has ended by itself
	}
	c.log.Add(history.Event{Kind: history.Killed, ID: fmt.Sprintf("%s (%v)", names[which], signal)}) //nolint:errcheck // counted only
	if kills {
		return
	}
	select { // long enough for others to take it for dead
	case <-ctx.Done():
	case <-time.After(c.ttl + c.ttl/2):
	}
	syscall.Kill(family[which], syscall.SIGCONT) //nolint:errcheck // it may be gone
}

// nearest is the garage-lock that has most processes below it, the holder if there is one, with these.
func (c *contest) nearest() []int {
	c.mu.Lock()
	defer c.mu.Unlock()
	var nearest []int
	for pid := range c.running {
		if family := append([]int{pid}, descendants(pid)...); len(family) > len(nearest) {
			nearest = family
		}
	}
	return nearest
}

// descendants of pid, children before grandchildren.
func descendants(pid int) []int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return nil
	}
	var all []int
	for _, field := range strings.Fields(string(text)) {
		if child, err := strconv.Atoi(field); err == nil {
			all = append(all, child)
		}
	}
	for _, child := range all {
		all = append(all, descendants(child)...)
	}
	return all
}

// begunAnew are the times at which the store began every TTL anew.
func (c *contest) begunAnew() ([]history.Event, error) {
	words := strings.Fields(c.anew)
	if len(words) == 0 {
		return nil, nil
	}
	text, err := exec.Command(words[0], words[1:]...).Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.anew, err)
	}
	var events []history.Event
	for _, line := range strings.Fields(string(text)) {
		at, err := time.Parse(time.RFC3339, line)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.anew, err)
		}
		events = append(events, history.Event{Kind: history.Anew, Time: at.UnixNano()})
	}
	return events, nil
}

// judge prints what the history shows.
func (c *contest) judge(took time.Duration) error {
	file, err := os.Open(c.history)
	if err != nil {
		return err
	}
	defer file.Close()
	events, err := history.Load(file)
	if err != nil {
		return err
	}
	anew, err := c.begunAnew()
	if err != nil {
		return err
	}
	counter, err := openCounter(c.store, 0)
	if err != nil {
		return err
	}
	final, _, err := counter.read()
	if err != nil {
		return err
	}
	report := history.Check(append(events, anew...), final)
	number, failed := 0, false
	check := func(good bool, what string, why ...string) {
		number++
		word := "ok"
		if !good {
			word, failed = "not ok", true
		}
		fmt.Printf("%s %d - %s\n", word, number, what)
		if len(why) > 20 { // of each kind some: the counter comes last
			why = slices.Concat(why[:10], []string{"…"}, why[len(why)-10:])
		}
		for _, line := range why {
			fmt.Println("#", strings.ReplaceAll(line, "\n", "\n# "))
		}
	}
	fmt.Println("1..4")
	fmt.Printf("# %d held the lock and added %d in %.1f s; %d disturbances of them and %d of the store, which began every TTL anew %d times, "+
		"%d ended too early, %d leases lost; the longest wait for the next holder was %.1f s\n", report.Holders, report.Additions,
		took.Seconds(), report.Kills, report.Faults, report.Anew, report.Unfinished, c.lost, report.Recovery.Seconds())
	check(len(report.Violations) == 0, "no two at once, no update lost", report.Violations...)
	check(report.Additions >= c.additions, fmt.Sprintf("%d additions", c.additions))
	check(report.Recovery <= c.ttl+c.bound, fmt.Sprintf("after a crash the next begins within the TTL and %v", c.bound))
	check(len(c.odd) == 0, "nothing ends in another way than it should", c.odd...)
	if failed {
		return fmt.Errorf("not all is as it should be")
	}
	return nil
}
