package processes_test

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
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

// The server is killed repeatedly while processes write through it: single puts, deletions and
// batches, synced and not. The write buffer of the database is so small that kills interrupt the
// writing of tables. All acknowledged writes are present, including unsynced ones, because the
// operating system has them. Of a write without a response, everything or nothing is present. Of a
// write that the client reports as not sent, nothing is.
//
// TestKilledServer does the same with a server that has the default options.
func TestKilledServerBatches(t *testing.T) {
	seed := testdb.Seed(t)
	rng := rand.New(rand.NewPCG(seed, 0))
	j := served.NewJob(t)
	j.Open = leveldb.Options{WriteBufferSize: 64 << 10, MaxFileSize: 1 << 20}
	server := served.Serve(t, &j)
	const writers = 3
	stop := filepath.Join(filepath.Dir(j.Root), "stop")
	var processes []*process.Process
	for i := range writers {
		w := j
		w.Role, w.Number, w.Stop, w.Seed = "crash", i, stop, seed
		w.Journal = filepath.Join(filepath.Dir(j.Root), "crash"+strconv.Itoa(i))
		processes = append(processes, served.Start(t, w))
	}
	kills := testdb.Rounds(t, 6)
	for range kills {
		time.Sleep(time.Duration(100+rng.IntN(300)) * time.Millisecond)
		require.NoError(t, server.Kill())
		server = served.Serve(t, &j)
	}
	require.NoError(t, os.WriteFile(stop, nil, 0o600))
	unknown := 0
	for i, p := range processes {
		var failed int
		require.NoError(t, p.Report(&failed), "process %d", i)
		unknown += failed
	}
	require.NoError(t, server.Kill())

	db, err := leveldb.Open(filepath.Join(j.Root, "shared"), &leveldb.Options{
		ErrorIfMissing: true, ParanoidChecks: true, Read: leveldb.ReadOptions{VerifyChecksums: true},
	})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	acknowledged, found := 0, 0
	for i, p := range processes {
		slots, done := readCrashJournal(t, filepath.Join(filepath.Dir(j.Root), "crash"+strconv.Itoa(i)))
		acknowledged += done
		for slot, s := range slots {
			version, err := crashVersion(db, i, slot)
			require.NoError(t, err, "process %d (pid %d), slot %d", i, p.Process.Pid, slot)
			require.Contains(t, s.possible, version, "process %d, slot %d", i, slot)
			if version != s.possible[0] {
				found++
			}
		}
	}
	require.Positive(t, acknowledged)
	t.Logf("%d kills, %d writes acknowledged; %d with an unknown result, %d of which are visible in a slot", kills+1, acknowledged, unknown, found)
}

// A slot is one key, or crashGroup keys that are only written together, by a batch. Its content
// identifies the write.
const (
	crashSlots  = 24
	crashGroup  = 4
	crashSingle = 12 // slots from here on are groups
)

func crashKeys(process, slot int) []string {
	key := fmt.Sprintf("crash%d/%02d", process, slot)
	if slot < crashSingle {
		return []string{key}
	}
	keys := make([]string, crashGroup)
	for i := range keys {
		keys[i] = key + "/" + strconv.Itoa(i)
	}
	return keys
}

// crashVersion returns the number of the write whose result a slot holds. It is 0 for a slot that
// was not written or was deleted.
func crashVersion(db *leveldb.DB, process, slot int) (int, error) {
	keys := crashKeys(process, slot)
	versions := make([]int, len(keys))
	for i, key := range keys {
		a, err := leveldb.Get[*ndarray.Array](db, key)
		if errors.Is(err, leveldb.ErrNotFound) {
			continue
		}
		if err != nil {
			return 0, err
		}
		elements, err := ndarray.View[float64](a)
		if err != nil {
			return 0, err
		}
		if versions[i], err = served.CheckVersion(elements, process); err != nil {
			return 0, err
		}
	}
	if different := slices.Compact(slices.Clone(versions)); len(different) != 1 {
		return 0, fmt.Errorf("part of a batch: versions %v", versions)
	}
	return versions[0], nil
}

// crashRole writes until the file Stop exists, even while the server is not running.
func crashRole(j served.Job) (any, error) {
	journal, err := os.Create(j.Journal)
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(j.Seed, uint64(j.Number)+1))
	unknown := 0
	var db *leveldb.DB
	for version := 1; ; version++ {
		if _, err := os.Stat(j.Stop); err == nil {
			break
		}
		if db == nil {
			if db, err = j.Dial(&remote.Options{Backoff: 10 * time.Millisecond}); err != nil {
				time.Sleep(20 * time.Millisecond) // the server is being restarted
				continue
			}
		}
		slot, gone, sync := rng.IntN(crashSlots), rng.IntN(5) == 0, rng.IntN(3) == 0
		what := version
		if gone {
			what = 0
		}
		if _, err := fmt.Fprintln(journal, "try", slot, what); err != nil {
			return nil, err
		}
		err := crashWrite(j, db.WithWriteOptions(leveldb.WriteOptions{Sync: sync}), slot, what, 1+rng.IntN(4000))
		switch {
		case errors.Is(err, remote.ErrOutcomeUnknown):
			unknown++
			continue
		case errors.Is(err, remote.ErrUnavailable): // the request was not sent
			if _, err := fmt.Fprintln(journal, "not", slot, what); err != nil {
				return nil, err
			}
			continue
		case err != nil:
			return nil, err
		}
		if _, err := fmt.Fprintln(journal, "done", slot, what); err != nil {
			return nil, err
		}
	}
	if db != nil {
		err = db.Close()
	}
	return unknown, errors.Join(err, journal.Close())
}

// crashWrite makes one write. Version 0 deletes.
func crashWrite(j served.Job, db *leveldb.DB, slot, version, length int) error {
	array, err := ndarray.FromSlice(served.VersionArray(j.Number, version, length), -1)
	if err != nil {
		return err
	}
	keys := crashKeys(j.Number, slot)
	switch {
	case slot < crashSingle && version == 0:
		return db.Delete(keys[0])
	case slot < crashSingle:
		return db.Put(keys[0], array)
	}
	b := db.NewBatch()
	for _, key := range keys {
		err := b.Delete(key)
		if version != 0 {
			err = b.Put(key, array)
		}
		if err != nil {
			return err
		}
	}
	return b.Write()
}

// crashSlot is the state of a slot according to a journal.
type crashSlot struct {
	possible []int // versions: the last acknowledged one, and those attempted since
}

func readCrashJournal(t *testing.T, path string) (slots [crashSlots]crashSlot, done int) {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	for i := range slots {
		slots[i].possible = []int{0}
	}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		what, rest, _ := strings.Cut(lines.Text(), " ")
		var slot, version int
		_, err := fmt.Sscan(rest, &slot, &version)
		require.NoError(t, err)
		s := &slots[slot]
		switch what {
		case "try":
			s.possible = append(s.possible, version)
		case "not":
			s.possible = s.possible[:len(s.possible)-1]
		default:
			s.possible = []int{version}
			done++
		}
	}
	return slots, done
}
