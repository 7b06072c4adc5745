package processes_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/internal/tests/served"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Many processes write and read through one server. What a process reads is complete and never
// older than what it read before. Batches are seen completely or not at all. In the end, all
// acknowledged writes are present. The server's memory does not grow.
func TestManyProcesses(t *testing.T) {
	j := served.NewJob(t)
	server := served.Serve(t, &j)
	j.Role, j.Of, j.Seconds = "worker", 32, testdb.Seconds(t, 3)
	if testing.Short() {
		j.Of = 8
	}
	workers := make([]*process.Process, j.Of)
	for i := range workers {
		j.Number = i
		workers[i] = served.Start(t, j)
	}
	stopSampling := sample(server.Process.Pid)
	done := make([]worked, j.Of)
	for i, w := range workers {
		require.NoError(t, w.Report(&done[i]), "process %d", i)
	}
	samples := stopSampling()

	db, err := j.Dial(nil)
	require.NoError(t, err)
	writes, reads, largest := 0, 0, served.Resources{}
	for p, w := range done {
		for slot, version := range w.Last {
			a, err := leveldb.Get[*ndarray.Array](db, workKey(p, slot))
			if version == 0 {
				require.ErrorIs(t, err, leveldb.ErrNotFound)
				continue
			}
			require.NoError(t, err)
			elements, err := ndarray.View[float64](a)
			require.NoError(t, err)
			got, err := served.CheckVersion(elements, p)
			require.NoError(t, err)
			require.Equal(t, version, got, "process %d, slot %d", p, slot)
		}
		require.Positive(t, w.Writes)
		writes, reads = writes+w.Writes, reads+w.Reads
		largest.Peak = max(largest.Peak, w.Resources.Peak)
	}
	gone, err := db.Count(&leveldb.Range{Prefix: "gone"})
	require.NoError(t, err)
	require.Zero(t, gone, "put and deleted in one batch")
	require.NoError(t, db.Close())
	used := served.Stop(t, server)
	t.Logf("%d processes: %d writes and %d reads in %v s; the server used %v at its end, a worker at most %d MiB",
		j.Of, writes, reads, j.Seconds, used, largest.Peak>>20)
	t.Logf("the server's own memory over time, in MiB: %v", inMiB(samples))
	// A short run ends before the memory of LevelDB and of its allocator has reached its steady
	// state. `make processes` is long enough.
	if half := len(samples) / 2; j.Seconds >= 30 {
		require.Less(t, maxOf(samples[half:]), maxOf(samples[:half])+64<<20, "memory grows")
	}
}

// sample measures the memory of a process, without mapped files, about 20 times a second, until
// stop is called.
func sample(pid int) (stop func() []int64) {
	stopped, all := make(chan struct{}), make(chan []int64)
	go func() {
		var samples []int64
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				samples = append(samples, served.ResourcesOf(strconv.Itoa(pid)).Own)
			case <-stopped:
				all <- samples
				return
			}
		}
	}()
	return func() []int64 {
		close(stopped)
		return <-all
	}
}

// inMiB reduces samples to ten.
func inMiB(samples []int64) (thin []int64) {
	for i := range min(10, len(samples)) {
		thin = append(thin, samples[i*len(samples)/min(10, len(samples))]>>20)
	}
	return thin
}

func maxOf(samples []int64) (most int64) {
	for _, s := range samples {
		most = max(most, s)
	}
	return most
}

func workKey(p, slot int) string {
	return leveldb.Key("worker", strconv.Itoa(p), "/", strconv.Itoa(slot))
}

const workSlots = 16

// worked is the result of a worker: the last acknowledged version of each slot.
type worked struct {
	Last          [workSlots]int
	Writes, Reads int
	Resources     served.Resources
}

// workRole writes its own slots and reads those of all workers.
func workRole(j served.Job) (any, error) {
	db, err := j.Dial(nil)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rng := rand.New(rand.NewPCG(uint64(j.Number), uint64(os.Getpid())))
	var done worked
	into := make([]float64, 40_000)
	seen := map[string]int{}
	for end := time.Now().Add(time.Duration(j.Seconds * float64(time.Second))); time.Now().Before(end); {
		slot, version := rng.IntN(workSlots), done.Writes+1
		a := served.VersionArray(j.Number, version, 1+rng.IntN(1<<rng.IntN(16)))
		key := workKey(j.Number, slot)
		if rng.IntN(3) == 0 {
			// Two keys that change together.
			b := db.NewBatch()
			for _, part := range []string{"a", "b"} {
				if err := b.Put(leveldb.Key("pair", strconv.Itoa(j.Number), "/", part), version); err != nil {
					return nil, err
				}
			}
			if err := errors.Join(b.PutRaw(leveldb.Key("gone", strconv.Itoa(j.Number)), []byte("b")), b.Delete(leveldb.Key("gone", strconv.Itoa(j.Number))), b.Write()); err != nil {
				return nil, err
			}
		}
		array, err := ndarray.FromSlice(a, -1)
		if err == nil {
			err = db.Put(key, array)
		}
		if err != nil {
			return nil, err
		}
		done.Writes++
		done.Last[slot] = version

		other, slot := rng.IntN(j.Of), rng.IntN(workSlots)
		key = workKey(other, slot)
		var got []float64
		switch rng.IntN(3) {
		case 0:
			var n int
			n, err = leveldb.ReadInto(db, key, into)
			got = into[:n]
		case 1:
			if array, err = leveldb.Get[*ndarray.Array](db, key); err == nil {
				got, err = ndarray.View[float64](array)
			}
		default:
			err = leveldb.View(db, key, func(elements []float64, _ []int) error {
				got = append(into[:0], elements...)
				return nil
			})
		}
		if errors.Is(err, leveldb.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		v, err := served.CheckVersion(got, other)
		if err == nil && v < seen[key] {
			err = fmt.Errorf("version %d after %d", v, seen[key])
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		seen[key] = v
		done.Reads++

		if rng.IntN(20) == 0 {
			var pair []int
			for e, err := range db.Entries(&leveldb.Range{Prefix: leveldb.Key("pair", strconv.Itoa(other), "/")}) {
				if err != nil {
					return nil, err
				}
				v, err := leveldb.ValueAs[int](e)
				if err != nil {
					return nil, err
				}
				pair = append(pair, v)
			}
			if len(pair) != 0 && (len(pair) != 2 || pair[0] != pair[1]) {
				return nil, fmt.Errorf("part of a batch of %d: %v", other, pair)
			}
		}
	}
	done.Resources = served.ResourcesOf("self")
	return done, nil
}
