// Package faults works on a cluster whose processes and connections fail.
package faults

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/cluster"
	"github.com/openleveldb/openleveldb/cluster/internal/testcluster"
	"github.com/openleveldb/openleveldb/leveldb"
)

func TestMain(m *testing.M) { os.Exit(testcluster.Main(m)) }

// areas are the prefixes that every batch writes to. They are in different regions.
const areas = 4

func counter(area, writer int) string  { return fmt.Sprintf("%d/counter/%d", area, writer) }
func entry(area, writer, n int) string { return fmt.Sprintf("%d/log/%d/%09d", area, writer, n) }
func large(writer int) string          { return fmt.Sprintf("large/%d", writer) }

// outcome is what a writer was told about a batch.
type outcome byte

const (
	failed outcome = iota
	acknowledged
	unknown
)

// workload runs writers and readers on a database. Writer w counts in batches, each of which writes
// the number to its counter and to its log in every area. Readers and snapshots check that batches
// are whole and that nothing acknowledged is lost.
type workload struct {
	t       *testing.T
	db      *leveldb.DB
	ctx     context.Context
	stop    context.CancelFunc
	running sync.WaitGroup
	writers []*writer

	reads, snapshots, expired atomic.Int64
	mu                        sync.Mutex
	failures                  map[string]int // failed operations by the text of the error
}

type writer struct {
	acked    atomic.Int64 // the last number that was acknowledged
	count    atomic.Int64 // acknowledged batches
	outcomes []outcome    // of number n at n-1; owned by the writer until it has ended
	slowest  time.Duration
	large    atomic.Int64 // the last number of a large value that was acknowledged
}

// start starts writers, as many readers, and two goroutines that check snapshots.
func start(t *testing.T, db *leveldb.DB, writers int, seed uint64) *workload {
	w := &workload{t: t, db: db, failures: map[string]int{}}
	w.ctx, w.stop = context.WithCancel(context.Background())
	t.Cleanup(w.stop)
	for i := range writers {
		w.writers = append(w.writers, &writer{})
		w.running.Go(func() { w.write(i) })
		w.running.Go(func() { w.read(rand.New(rand.NewPCG(seed, uint64(i)))) })
	}
	for range 2 {
		w.running.Go(w.snapshot)
	}
	return w
}

// note counts an error of an operation. Errors after the end are expected.
func (w *workload) note(what string, err error) {
	if w.ctx.Err() != nil {
		return
	}
	text := what + ": " + err.Error()
	w.mu.Lock()
	w.failures[text[:min(len(text), 120)]]++
	w.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
}

func (w *workload) write(i int) {
	self := w.writers[i]
	for n := 1; w.ctx.Err() == nil; n++ {
		b := w.db.NewBatch()
		for area := range areas {
			assert.NoError(w.t, errors.Join(b.Put(counter(area, i), n), b.Put(entry(area, i, n), i)))
		}
		began := time.Now()
		err := b.Write()
		self.slowest = max(self.slowest, time.Since(began))
		switch {
		case err == nil:
			self.outcomes = append(self.outcomes, acknowledged)
			self.acked.Store(int64(n))
			self.count.Add(1)
		case errors.Is(err, cluster.ErrOutcomeUnknown):
			self.outcomes = append(self.outcomes, unknown)
			w.note("write", err)
		default:
			self.outcomes = append(self.outcomes, failed)
			w.note("write", err)
		}
		if n%50 == 0 {
			w.writeLarge(i, n)
		}
	}
}

// writeLarge writes a value of some chunks that can be checked by itself.
func (w *workload) writeLarge(i, n int) {
	text := bytes.Repeat(fmt.Appendf(nil, "%020d", n), 20_000+n%1000)
	sum := sha256.Sum256(text)
	if err := w.db.Put(large(i), append(text, sum[:]...)); err != nil {
		w.note("write large", err)
		return
	}
	w.writers[i].large.Store(int64(n))
}

// read checks the counters of random writers in one lookup, and their large values.
func (w *workload) read(r *rand.Rand) {
	for w.ctx.Err() == nil {
		i := r.IntN(len(w.writers))
		before := w.writers[i].acked.Load()
		numbers, err := counters(w.db, i)
		if err != nil {
			w.note("lookup", err)
			continue
		}
		w.reads.Add(1)
		w.checkWhole(i, numbers, before)
		if r.IntN(20) > 0 {
			continue
		}
		written := w.writers[i].large.Load()
		value, err := leveldb.Get[[]byte](w.db, large(i))
		switch {
		case errors.Is(err, leveldb.ErrNotFound):
			assert.Zero(w.t, written, "the large value of writer %d is lost", i)
		case err != nil:
			w.note("read large", err)
		default:
			w.checkLarge(i, value, int(written))
		}
	}
}

func (w *workload) checkWhole(i int, numbers []int, atLeast int64) {
	for _, n := range numbers {
		assert.Equal(w.t, numbers[0], n, "batches of writer %d are torn: %v", i, numbers)
	}
	assert.GreaterOrEqual(w.t, int64(numbers[0]), atLeast, "writer %d has lost acknowledged batches", i)
}

func (w *workload) checkLarge(i int, value []byte, atLeast int) {
	if !assert.Greater(w.t, len(value), sha256.Size) {
		return
	}
	text := value[:len(value)-sha256.Size]
	sum := sha256.Sum256(text)
	assert.True(w.t, bytes.Equal(sum[:], value[len(text):]), "the large value of writer %d is torn", i)
	var n int
	_, err := fmt.Sscanf(string(text[:20]), "%d", &n)
	assert.NoError(w.t, err)
	assert.GreaterOrEqual(w.t, n, atLeast, "an old large value of writer %d", i)
}

// counters returns the counters of a writer in all areas, 0 where there is none.
func counters(db *leveldb.DB, writer int) ([]int, error) {
	var keys []string
	for area := range areas {
		keys = append(keys, counter(area, writer))
	}
	var numbers []int
	for e, err := range db.Lookup(keys) {
		if err != nil {
			return nil, err
		}
		n := 0
		if e.Found() {
			if n, err = leveldb.ValueAs[int](e); err != nil {
				return nil, err
			}
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}

// snapshot takes snapshots and checks that each is constant, and that batches are whole in it.
func (w *workload) snapshot() {
	for w.ctx.Err() == nil {
		s, err := w.db.Snapshot()
		if err != nil {
			w.note("snapshot", err)
			continue
		}
		w.checkSnapshot(s)
		if err := s.Close(); err != nil {
			w.note("close snapshot", err)
		}
	}
}

func (w *workload) checkSnapshot(s *leveldb.DB) {
	counted := &leveldb.Range{Start: "0/counter/", Stop: "0/counter0"}
	var first leveldb.Digest
	for round := range 4 {
		digest, err := s.Digest(counted)
		if err != nil {
			w.noteSnapshot(err)
			return
		}
		if round == 0 {
			first = digest
		}
		assert.Equal(w.t, first, digest, "a snapshot has changed")
		for i := range w.writers {
			numbers, err := counters(s, i)
			if err != nil {
				w.noteSnapshot(err)
				return
			}
			w.checkWhole(i, numbers, 0)
			// The log ends with the number of the counter, also in a loop in reverse.
			if err := w.checkLog(s, i, numbers[0]); err != nil {
				w.noteSnapshot(err)
				return
			}
		}
	}
	w.snapshots.Add(1)
}

func (w *workload) checkLog(s *leveldb.DB, i, n int) error {
	area := i % areas
	prefix := strings.TrimSuffix(entry(area, i, 0), fmt.Sprintf("%09d", 0))
	last := ""
	for key, err := range s.Keys(&leveldb.Range{StartingBy: prefix, Reverse: true, Limit: 1}) {
		if err != nil {
			return err
		}
		last = key
	}
	if n > 0 {
		assert.Equal(w.t, entry(area, i, n), last, "the last entry in a snapshot")
	} else {
		assert.Empty(w.t, last)
	}
	return nil
}

func (w *workload) noteSnapshot(err error) {
	if errors.Is(err, cluster.ErrExpired) {
		w.expired.Add(1)
	}
	w.note("read snapshot", err)
}

// acknowledged returns the number of batches that were acknowledged.
func (w *workload) acknowledged() (n int64) {
	for _, writer := range w.writers {
		n += writer.count.Load()
	}
	return n
}

// progress waits until every writer has been acknowledged some batches more.
func (w *workload) progress(batches int64) error {
	var want []int64
	for _, writer := range w.writers {
		want = append(want, writer.count.Load()+batches)
	}
	behind := func() int {
		for i, writer := range w.writers {
			if writer.count.Load() < want[i] {
				return i
			}
		}
		return -1
	}
	for end := time.Now().Add(2 * time.Minute); behind() >= 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			return fmt.Errorf("writer %d makes no progress: %s", behind(), w.summary())
		}
	}
	return nil
}

func (w *workload) summary() string {
	var b strings.Builder
	var slowest time.Duration
	fmt.Fprintf(&b, "%d batches acknowledged, %d reads, %d snapshots, %d of them expired", w.acknowledged(), w.reads.Load(), w.snapshots.Load(), w.expired.Load())
	if w.ctx.Err() != nil {
		for _, writer := range w.writers {
			slowest = max(slowest, writer.slowest)
		}
		fmt.Fprintf(&b, ", slowest write %v", slowest.Round(time.Millisecond))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for text, n := range w.failures {
		fmt.Fprintf(&b, "\n%6d × %s", n, text)
	}
	return b.String()
}

// finish ends the workload and checks every batch: acknowledged ones are there, failed ones are
// not, and each is in all areas or in none.
func (w *workload) finish() {
	t := w.t
	t.Helper()
	w.stop()
	w.running.Wait()
	var unknowns, done int
	for i, writer := range w.writers {
		var logs [areas][]bool
		for area := range areas {
			logs[area] = make([]bool, len(writer.outcomes))
			for key, err := range w.db.Keys(&leveldb.Range{Prefix: fmt.Sprintf("%d/log/%d/", area, i)}) {
				require.NoError(t, err)
				var n int
				_, err = fmt.Sscanf(key, "%d", &n)
				require.NoError(t, err)
				require.LessOrEqual(t, n, len(writer.outcomes))
				logs[area][n-1] = true
			}
			require.Equal(t, logs[0], logs[area], "torn batches of writer %d", i)
		}
		for n, o := range writer.outcomes {
			switch there := logs[0][n]; {
			case o == acknowledged:
				require.True(t, there, "batch %d of writer %d was acknowledged and is lost", n+1, i)
			case o == failed:
				require.False(t, there, "batch %d of writer %d was reported as failed and is there", n+1, i)
			default:
				unknowns++
				if there {
					done++
				}
			}
		}
	}
	t.Logf("%s\n%d outcomes unknown, %d of these batches were done", w.summary(), unknowns, done)
}
