package shared_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dblock"
	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Processes write and read a database while the one that serves it is killed, stopped, and closes
// it, and while others are killed. Every acknowledged write is done exactly once, no write that was
// refused is done, and no batch in part.
func TestChangesOfHands(t *testing.T) {
	seconds := testdb.Seconds(t, 4)
	c := &crowd{t: t, rng: rand.New(rand.NewPCG(testdb.Seed(t), 0)), job: newJob(t), actions: map[string]int{}}
	processes, pause := 5, 200*time.Millisecond
	if seconds >= 30 {
		processes, pause = 16, 2*time.Second
	}
	c.job.Workers, c.job.Seed = processes*workersEach, c.rng.Uint64()
	for i := range processes {
		c.start(i)
	}
	for end := time.Now().Add(time.Duration(seconds * float64(time.Second))); time.Now().Before(end) && !c.stopped(); {
		time.Sleep(pause/2 + rand.N(pause))
		c.act()
	}
	require.NoError(t, os.WriteFile(c.job.Stop, nil, 0o600))
	var total done
	for i, p := range c.processes {
		var d done
		if assert.NoError(t, p.Report(&d), "process %d", i) {
			total.add(d)
		}
	}
	require.False(t, t.Failed())
	writes := c.check()
	t.Logf("%v; %d writes; of the processes that were not killed: %+v", c.actions, writes, total)
	require.Positive(t, c.actions["kill the server"]+c.actions["close the server"])
	c.recoveries()
}

// newJob returns a job with a new directory.
func newJob(t *testing.T) job {
	dir := t.TempDir()
	return job{Path: filepath.Join(dir, "db"), Own: filepath.Join(dir, "worker"), Stop: filepath.Join(dir, "stop")}
}

// crowd represents the processes that share a database.
type crowd struct {
	t         *testing.T
	rng       *rand.Rand
	job       job
	processes []*process.Process
	actions   map[string]int // how often each was taken
	moments   []moment
}

// moment is when the server was no longer able to respond.
type moment struct {
	action string
	at     time.Time
}

func (c *crowd) start(i int) {
	c.t.Helper()
	j := c.job
	j.Number = i
	p := process.Start(c.t, "work", j)
	if i == len(c.processes) {
		c.processes = append(c.processes, p)
	}
	c.processes[i] = p
}

// stopped reports whether a worker has ended the test because of an error.
func (c *crowd) stopped() bool {
	_, err := os.Stat(c.job.Stop)
	return err == nil
}

// server returns the number of the process that serves, or -1 if there is none at the moment.
func (c *crowd) server() int {
	c.t.Helper()
	holders, err := dblock.Holders(c.job.Path)
	require.NoError(c.t, err)
	require.LessOrEqual(c.t, len(holders), 1)
	for _, h := range holders {
		i := slices.IndexFunc(c.processes, func(p *process.Process) bool { return p.Process.Pid == h.Process })
		require.GreaterOrEqual(c.t, i, 0, "the process %v has the lock", h)
		return i
	}
	return -1
}

// act disturbs the process that serves, or another one.
func (c *crowd) act() {
	c.t.Helper()
	server := c.server()
	if server < 0 {
		return
	}
	p := c.processes[server]
	pause := 20*time.Millisecond + time.Duration(c.rng.IntN(200))*time.Millisecond
	switch c.rng.IntN(6) {
	default:
		c.note("kill the server")
		require.NoError(c.t, p.Kill())
		c.start(server)
	case 2:
		c.note("close the server")
		require.NoError(c.t, p.Process.Signal(syscall.SIGUSR1))
	case 3:
		require.NoError(c.t, p.Stop())
		time.Sleep(pause)
		c.note("stop the server, let it continue")
		require.NoError(c.t, p.Process.Signal(syscall.SIGCONT))
	case 4:
		require.NoError(c.t, p.Stop())
		time.Sleep(pause)
		c.note("stop the server, kill it")
		require.NoError(c.t, p.Kill())
		c.start(server)
	case 5:
		c.actions["kill another"]++
		other := (server + 1 + c.rng.IntN(len(c.processes)-1)) % len(c.processes)
		require.NoError(c.t, c.processes[other].Kill())
		c.start(other)
	}
}

func (c *crowd) note(action string) {
	c.actions[action]++
	c.moments = append(c.moments, moment{action, time.Now()})
}

// check compares the database with the journals of the workers and returns the number of writes.
func (c *crowd) check() (writes int) {
	t := c.t
	t.Helper()
	requireOnlyDatabase(t, c.job.Path)
	db, err := leveldb.Open(c.job.Path, &leveldb.Options{
		ErrorIfMissing: true, ParanoidChecks: true, Read: leveldb.ReadOptions{VerifyChecksums: true},
	})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	for w := range c.job.Workers {
		j, err := openJournal(journalPath(c.job, w))
		require.NoError(t, err)
		tried, acknowledged := j.read()
		require.NoError(t, j.Close())
		n, err := leveldb.GetOr(db, counterKey(w), 0)
		require.NoError(t, err)
		require.LessOrEqual(t, acknowledged, n, "worker %d", w)
		require.LessOrEqual(t, n, tried, "worker %d", w)
		writes += n
		records, err := db.Count(&leveldb.Range{Prefix: fmt.Sprintf("record/%03d/", w)})
		require.NoError(t, err)
		expected := 0
		last := n
		if last > 0 && last%singleEvery == 0 {
			last-- // the last batch
		}
		for i := max(1, last-keptRecords+1); i <= last; i++ {
			if i%singleEvery != 0 {
				expected++
				require.NoError(t, checkRecord(db, w, i), "worker %d, counter %d", w, n)
			}
		}
		require.Equal(t, expected, records, "worker %d, counter %d", w, n)
	}
	return writes
}

// requireOnlyDatabase checks that a directory that no process has open holds only LevelDB's files.
func requireOnlyDatabase(t *testing.T, path string) {
	t.Helper()
	all, err := os.ReadDir(path)
	require.NoError(t, err)
	files, err := testdb.Files(path)
	require.NoError(t, err)
	require.Equal(t, len(files), len(all), "%v", all)
}

// recoveries logs how long the calls took that were in progress when the server changed.
func (c *crowd) recoveries() {
	var gaps [][2]time.Time
	for w := range c.job.Workers {
		f, err := os.Open(gapsPath(c.job, w))
		require.NoError(c.t, err)
		for lines := bufio.NewScanner(f); lines.Scan(); {
			var start, end int64
			_, err := fmt.Sscan(lines.Text(), &start, &end)
			require.NoError(c.t, err)
			gaps = append(gaps, [2]time.Time{time.Unix(0, start), time.Unix(0, end)})
		}
		require.NoError(c.t, f.Close())
	}
	by := map[string][]time.Duration{}
	for i, m := range c.moments {
		longest := time.Duration(0)
		for _, gap := range gaps {
			before := i+1 == len(c.moments) || gap[0].Before(c.moments[i+1].at)
			if before && gap[0].Before(m.at.Add(longCall)) && gap[1].After(m.at) {
				longest = max(longest, gap[1].Sub(m.at))
			}
		}
		by[m.action] = append(by[m.action], longest.Round(time.Millisecond))
	}
	var text strings.Builder
	for action, times := range by {
		slices.Sort(times)
		fmt.Fprintf(&text, "\n%s: median %v, at most %v of %d", action, times[len(times)/2], times[len(times)-1], len(times))
	}
	c.t.Logf("time until the last worker had a response (0 if less than %v):%s", longCall, &text)
}
