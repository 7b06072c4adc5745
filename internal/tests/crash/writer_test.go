package crash_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/internal/tests/describe"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

// roles maps roles to what the test binary does when a test runs it again.
var roles = map[string]func(crashJob) (any, error){"crash": crashRole, "build": buildRole}

// TestRole is not a test: the other processes run it.
func TestRole(t *testing.T) { process.Play(t, roles) }

// crashJob is what a process does until it is killed.
type crashJob struct {
	Path     string
	Options  leveldb.Options
	Seed     uint64
	Journals [crashWriters]string
}

// A journal holds one byte for each write that began, and another for each that was acknowledged.
const (
	crashBegun = 'b'
	crashDone  = 'd'
)

// crashConfigs holds the options of the databases. With LevelDB's smallest write buffer, every few
// writes fill a table, so most kills interrupt the writing of a table or a compaction.
var crashConfigs = []leveldb.Options{
	{WriteBufferSize: 64 << 10, MaxFileSize: 1 << 20},
	{},
	{WriteBufferSize: 64 << 10, Compression: leveldb.NoCompression, BloomFilterBits: 10, ParanoidChecks: true},
	*leveldb.LargeArrays(),
	{WriteBufferSize: 256 << 10, BlockSize: 1 << 10, BlockRestartInterval: 2},
}

// A writing process is killed at random moments, including while it opens the database. Afterwards
// the database holds all acknowledged writes, synced or not. Of the one write that each goroutine
// had in progress, it holds everything or nothing. It holds nothing else, and the next round
// continues from there.
//
// The package promises that unsynced writes survive the end of a process, because the operating
// system has them.
func TestKilledWriter(t *testing.T) {
	seed := testdb.Seed(t)
	rng := rand.New(rand.NewPCG(seed, 0))
	c := &crash{t: t, rng: rng}
	const perDatabase = 4
	n := testdb.Rounds(t, 20)
	for round := range n {
		if round%perDatabase == 0 {
			c.begin(crashConfigs[round/perDatabase%len(crashConfigs)])
		}
		c.round(seed<<16+uint64(round), round == 0)
		c.check(round%10 == 9)
	}
	t.Logf("%d rounds, %d of them before a write; %d writes acknowledged, %d of them synced; in progress: %d present, %d absent; Python read %d times",
		n, c.idle, c.acknowledged, c.synced, c.found, c.lost, c.pythons)
	require.Positive(t, c.acknowledged)
	require.Positive(t, c.synced)
}

// crash is a database whose writers are killed.
type crash struct {
	t   *testing.T
	rng *rand.Rand
	job crashJob

	states  [crashWriters]crashState // as found after the last kill
	allowed [crashWriters][]crashState

	idle, acknowledged, synced, found, lost, pythons int
}

// begin creates a new database. It is kept if the test fails, because a seed does not reproduce the
// moment of a kill.
func (c *crash) begin(o leveldb.Options) {
	dir, err := os.MkdirTemp("", "crash")
	require.NoError(c.t, err)
	c.t.Cleanup(func() {
		if c.t.Failed() {
			c.t.Logf("kept: %s", dir)
			return
		}
		require.NoError(c.t, os.RemoveAll(dir))
	})
	c.job = crashJob{Path: filepath.Join(dir, "db"), Options: o}
	c.states = [crashWriters]crashState{{}, {}, {}}
}

// round starts a process that writes, kills it, and computes the allowed states. It kills the
// process after a random time or, with synced, once a synced write has been acknowledged, however
// slow the machine is.
func (c *crash) round(seed uint64, synced bool) {
	c.job.Seed = seed
	for i := range c.job.Journals {
		c.job.Journals[i] = filepath.Join(filepath.Dir(c.job.Path), fmt.Sprintf("journal-%d-%d", seed, i))
	}
	p := process.Start(c.t, "crash", c.job)
	_, err := p.Line("OPENS")
	require.NoError(c.t, err)
	wait := c.rng.IntN(150_000)
	if c.rng.IntN(4) == 0 {
		wait = c.rng.IntN(10_000) // while the process opens the database
	}
	time.Sleep(time.Duration(wait) * time.Microsecond)
	if synced {
		require.Eventually(c.t, c.hasSynced, 5*time.Minute, time.Millisecond)
	}
	require.NoError(c.t, p.Kill())

	some := false
	for i := range crashWriters {
		journal, err := os.ReadFile(c.job.Journals[i])
		if !errors.Is(err, os.ErrNotExist) {
			require.NoError(c.t, err)
		}
		begun, done := bytes.Count(journal, []byte{crashBegun}), bytes.Count(journal, []byte{crashDone})
		some = some || begun > 0
		plan, state := newCrashPlan(seed, i), c.states[i]
		for range done {
			w := plan.next()
			state = state.after(c.t, w)
			c.acknowledged++
			if w.sync {
				c.synced++
			}
		}
		c.allowed[i] = []crashState{state}
		if begun > done {
			c.allowed[i] = append(c.allowed[i], state.after(c.t, plan.next()))
		}
	}
	if !some {
		c.idle++
	}
}

// hasSynced reports whether a synced write of the round was acknowledged.
func (c *crash) hasSynced() bool {
	for i := range crashWriters {
		journal, err := os.ReadFile(c.job.Journals[i])
		if err != nil { // does not exist yet
			continue
		}
		plan := newCrashPlan(c.job.Seed, i)
		for range bytes.Count(journal, []byte{crashDone}) {
			if plan.next().sync {
				return true
			}
		}
	}
	return false
}

// check checks the database. With withPython, Python opens it too, and is then the one that
// recovers it.
func (c *crash) check(withPython bool) {
	t := c.t
	if _, err := os.Stat(filepath.Join(c.job.Path, "CURRENT")); errors.Is(err, os.ErrNotExist) {
		for i, allowed := range c.allowed { // it was killed before the database existed
			require.Equal(t, []crashState{{}}, allowed, "the database is gone, writer %d", i)
		}
		return
	}
	var seen map[string]describe.Entry
	if withPython {
		config := describe.Config{Snappy: c.job.Options.Compression == leveldb.SnappyCompression, Bloom: c.job.Options.BloomFilterBits > 0, Compact: true}
		seen = describe.ParseContents(t, describe.Run(t, nil, "read", c.job.Path, config.Script(t, nil)))
		c.pythons++
	} else if c.rng.IntN(2) == 0 {
		// A reader recovers the log in memory, and leaves the recovery on disk to a writer.
		db, err := leveldb.Open(c.job.Path, &leveldb.Options{ReadOnly: true, ParanoidChecks: true, Read: leveldb.ReadOptions{VerifyChecksums: true}})
		require.NoError(t, err)
		c.compare(crashStates(t, db))
		require.NoError(t, db.Close())
	}
	o := c.job.Options
	o.ErrorIfMissing, o.ParanoidChecks, o.Read.VerifyChecksums = true, true, true
	db, err := leveldb.Open(c.job.Path, &o)
	require.NoError(t, err)
	states := crashStates(t, db)
	for i, k := range c.compare(states) {
		if len(c.allowed[i]) == 2 {
			c.found += k
			c.lost += 1 - k
		}
	}
	if withPython {
		describe.AssertEqual(t, describe.Database(t, db), seen)
	}
	require.NoError(t, db.Close())
	c.states = states
}

// compare returns for each writer which of the allowed states was found.
func (c *crash) compare(states [crashWriters]crashState) (which [crashWriters]int) {
	c.t.Helper()
	for i, state := range states {
		for which[i] < len(c.allowed[i]) && !maps.Equal(state, c.allowed[i][which[i]]) {
			which[i]++
		}
		require.Less(c.t, which[i], len(c.allowed[i]), "writer %d, round %d: %s", i, c.job.Seed, c.mismatch(i, state))
	}
	return which
}

// mismatch describes a state that is not allowed: either an earlier state of the round, so
// acknowledged writes were lost but the rest is a prefix of them, or a state that never existed.
func (c *crash) mismatch(writer int, state crashState) string {
	plan, then := newCrashPlan(c.job.Seed, writer), c.states[writer]
	for done, synced := 0, 0; !maps.Equal(then, c.allowed[writer][0]); done++ {
		if maps.Equal(then, state) {
			return fmt.Sprintf("the state after %d writes, the last synced one being number %d; later ones were acknowledged", done, synced)
		}
		w := plan.next()
		if w.sync {
			synced = done + 1
		}
		then = then.after(c.t, w)
	}
	return "not a state of the round; " + state.difference(c.allowed[writer][0])
}

// crashRole writes until the process is killed.
func crashRole(j crashJob) (any, error) {
	fmt.Print("\nOPENS\n")
	db, err := leveldb.Open(j.Path, &j.Options)
	if err != nil {
		return nil, err
	}
	end := time.Now().Add(time.Minute) // in case the test itself is killed
	var wg sync.WaitGroup
	var failed [crashWriters + 1]error
	for i := range crashWriters {
		wg.Go(func() { failed[i] = j.write(db, i, end) })
	}
	wg.Go(func() {
		rng := rand.New(rand.NewPCG(j.Seed, 1<<32))
		for failed[crashWriters] == nil && time.Now().Before(end) {
			time.Sleep(time.Duration(rng.IntN(60)) * time.Millisecond)
			failed[crashWriters] = db.Compact(nil)
		}
	})
	wg.Wait()
	return nil, errors.Join(append(failed[:], errors.New("nobody has killed the writer"))...)
}

func (j crashJob) write(db *leveldb.DB, writer int, end time.Time) error {
	journal, err := os.Create(j.Journals[writer])
	if err != nil {
		return err
	}
	defer journal.Close()
	for plan := newCrashPlan(j.Seed, writer); time.Now().Before(end); {
		w := plan.next()
		if _, err := journal.Write([]byte{crashBegun}); err != nil {
			return err
		}
		if err := w.do(db); err != nil {
			return err
		}
		if _, err := journal.Write([]byte{crashDone}); err != nil {
			return err
		}
	}
	return nil
}
