package processes_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/internal/tests/served"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/ndarray"
)

// The server is killed at random moments while processes write through it. Afterwards every
// acknowledged synced write is present and complete, and nothing is present that was not written.
func TestKilledServer(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	j := served.NewJob(t)
	server := served.Serve(t, &j)
	const writers = 4
	length := testdb.Seconds(t, 4)
	var processes []*process.Process
	for i := range writers {
		w := j
		w.Role, w.Number, w.Seconds = "durable", i, length
		w.Journal = filepath.Join(filepath.Dir(j.Root), "journal"+strconv.Itoa(i))
		processes = append(processes, served.Start(t, w))
	}
	kills := 0
	for end := time.Now().Add(time.Duration(length * float64(time.Second))); time.Now().Before(end); kills++ {
		time.Sleep(time.Duration(50+rng.IntN(600)) * time.Millisecond)
		require.NoError(t, server.Process.Kill())
		require.ErrorContains(t, server.Wait(), "killed")
		server = served.Serve(t, &j)
	}
	unknown := 0
	for i, p := range processes {
		var failed int
		require.NoError(t, p.Report(&failed), "process %d", i)
		unknown += failed
	}
	served.Stop(t, server)

	// Check the database without the server, against the journals of the processes.
	db, err := leveldb.Open(filepath.Join(j.Root, "shared"), &leveldb.Options{ErrorIfMissing: true, ParanoidChecks: true})
	require.NoError(t, err)
	acknowledged := 0
	for i := range writers {
		tried, acked := readJournal(t, filepath.Join(filepath.Dir(j.Root), "journal"+strconv.Itoa(i)))
		acknowledged += len(acked)
		for slot, version := range lastOf(acked) {
			a, err := leveldb.Get[*ndarray.Array](db, workKey(i, slot))
			require.NoError(t, err, "process %d, slot %d, version %d was acknowledged", i, slot, version)
			elements, err := ndarray.View[float64](a)
			require.NoError(t, err)
			got, err := served.CheckVersion(elements, i)
			require.NoError(t, err)
			require.GreaterOrEqual(t, got, version, "process %d, slot %d", i, slot)
			require.Contains(t, tried[slot], got, "process %d, slot %d: this was never written", i, slot)
		}
	}
	require.NoError(t, db.Close())
	require.Positive(t, acknowledged)
	t.Logf("%d kills, %d writes acknowledged, %d with an unknown result", kills, acknowledged, unknown)
}

// durableRole writes versions with Sync. Its journal holds what it is about to write and what was
// acknowledged.
func durableRole(j served.Job) (any, error) {
	journal, err := os.Create(j.Journal)
	if err != nil {
		return nil, err
	}
	var db *leveldb.DB
	rng := rand.New(rand.NewPCG(uint64(j.Number), 1))
	unknown := 0
	for version, end := 1, time.Now().Add(time.Duration(j.Seconds*float64(time.Second))); time.Now().Before(end); version++ {
		if db == nil {
			db, err = j.Dial(&remote.Options{Write: leveldb.WriteOptions{Sync: true}})
			if err != nil {
				time.Sleep(20 * time.Millisecond) // the server is being restarted
				continue
			}
		}
		slot := rng.IntN(workSlots)
		array, err := ndarray.FromSlice(served.VersionArray(j.Number, version, 1+rng.IntN(2000)), -1)
		if err != nil {
			return nil, err
		}
		if _, err := fmt.Fprintln(journal, "try", slot, version); err != nil {
			return nil, err
		}
		if err := db.Put(workKey(j.Number, slot), array); err != nil {
			if errors.Is(err, leveldb.ErrCorrupt) || errors.Is(err, leveldb.ErrClosed) || errors.Is(err, context.Canceled) {
				return nil, err // an unavailable server does not cause this error
			}
			unknown++
			continue
		}
		if _, err := fmt.Fprintln(journal, "done", slot, version); err != nil {
			return nil, err
		}
	}
	if db != nil {
		err = db.Close()
	}
	return unknown, errors.Join(err, journal.Close())
}

// entry is a line of a journal.
type entry struct{ slot, version int }

func readJournal(t *testing.T, path string) (tried map[int][]int, acked []entry) {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	tried = map[int][]int{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var e entry
		what, rest, _ := strings.Cut(lines.Text(), " ")
		_, err := fmt.Sscan(rest, &e.slot, &e.version)
		require.NoError(t, err)
		if what == "try" {
			tried[e.slot] = append(tried[e.slot], e.version)
		} else {
			acked = append(acked, e)
		}
	}
	return tried, acked
}

// lastOf returns the last acknowledged version of each slot.
func lastOf(acked []entry) map[int]int {
	last := map[int]int{}
	for _, e := range acked {
		last[e.slot] = e.version
	}
	return last
}
