package soak_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/internal/tests/served"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	_ "github.com/openleveldb/openleveldb/leveldb/shared"
)

// Two processes open a shared database, work, and close it, again and again, so that it changes
// hands many times a second. In each epoch, one more process that serves them is killed. When
// everything is closed after an epoch, nothing has leaked.
func TestSoakShared(t *testing.T) {
	t.Setenv("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0:glibc.malloc.arena_max=2")
	j := served.NewJob(t)
	j.Seed = testdb.Seed(t)
	length := testdb.Seconds(t, 1.5)
	epochs := min(max(3, int(length/5)), 60)
	j.Seconds = length / float64(epochs)

	var members [2]*process.Process
	var used [2][]figures
	for i := range members {
		j.Role, j.Number = "shared", i
		members[i] = served.Start(t, j)
		_, err := members[i].Line("READY")
		require.NoError(t, err)
	}
	for epoch := range epochs {
		j.Role = "victim"
		victim := served.Start(t, j)
		_, err := victim.Line("OPEN")
		require.NoError(t, err)
		for _, m := range members {
			require.NoError(t, m.Process.Signal(syscall.SIGUSR1))
		}
		time.Sleep(time.Duration(j.Seconds * float64(time.Second) / 2))
		require.NoError(t, victim.Kill())
		for i, m := range members {
			line, err := m.Line("FIGURES ")
			require.NoError(t, err)
			var f figures
			require.NoError(t, json.Unmarshal([]byte(line), &f))
			require.Zero(t, f.Handles, "process %d, epoch %d: %v", i, epoch, f)
			used[i] = append(used[i], f)
		}
	}
	for i, m := range members {
		served.Stop(t, m)
		t.Logf("process %d, %d operations:%s", i, used[i][epochs-1].Work, table(used[i], 12))
		assert.Empty(t, growth(used[i]), "process %d", i)
	}
}

// victimRole opens the database and keeps it open until the process is killed.
func victimRole(j served.Job) (any, error) {
	db, err := openShared(j)
	if err != nil {
		return nil, err
	}
	fmt.Println("\nOPEN")
	_, err = io.Copy(io.Discard, os.NewFile(0, "stdin"))
	time.Sleep(time.Hour)
	return nil, errors.Join(err, db.Close())
}

func openShared(j served.Job) (*leveldb.DB, error) {
	return leveldb.Open(filepath.Join(j.Root, "shared"), &leveldb.Options{Shared: true, WriteBufferSize: 256 << 10, MaxFileSize: 1 << 20})
}

// sharedRole runs an epoch at each SIGUSR1, and prints its figures when everything is closed.
func sharedRole(j served.Job) (any, error) {
	asked, stopped := make(chan os.Signal, 1), make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR1)
	signal.Notify(stopped, syscall.SIGTERM)
	members := make([]*member, 3)
	for i := range members {
		members[i] = &member{job: j, key: fmt.Sprintf("member/%d/%d", j.Number, i)}
	}
	fmt.Println("\nREADY")
	for epoch := uint64(0); ; epoch++ {
		select {
		case <-asked:
		case <-stopped:
			return served.ResourcesOf("self"), nil
		}
		var wg sync.WaitGroup
		errs := make([]error, len(members))
		for i, m := range members {
			wg.Go(func() {
				rng := rand.New(rand.NewPCG(j.Seed, epoch<<16+uint64(j.Number)<<8+uint64(i)))
				errs[i] = m.epoch(rng, time.Duration(j.Seconds*float64(time.Second)))
			})
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			return nil, fmt.Errorf("process %d, epoch %d: %w", j.Number, epoch, err)
		}
		f := quiet(func() bool { return true })
		for _, m := range members {
			f.Work += m.done
		}
		text, err := json.Marshal(f)
		if err != nil {
			return nil, err
		}
		fmt.Printf("\nFIGURES %s\n", text)
	}
}

// member is one goroutine with openings of its own.
type member struct {
	job      served.Job
	key      string
	possible []int // what its key may hold: the last acknowledged number, and later unknown ones
	number   int
	done     int
}

// epoch opens the database, works and closes it, repeatedly.
func (m *member) epoch(rng *rand.Rand, length time.Duration) error {
	for end := time.Now().Add(length); time.Now().Before(end); {
		db, err := openShared(m.job)
		if err != nil {
			return err
		}
		for range 1 + rng.IntN(200) {
			if err = m.step(db, rng); err != nil && !errors.Is(err, remote.ErrExpired) {
				break
			}
			err = nil
			m.done++
		}
		if err := errors.Join(err, db.Close()); err != nil {
			return err
		}
	}
	return nil
}

// step does one thing with the database. The error is ErrExpired if its server is gone.
func (m *member) step(db *leveldb.DB, rng *rand.Rand) error {
	switch rng.IntN(6) {
	case 0, 1:
		return m.put(db, rng)
	case 2:
		n := 0
		for _, err := range db.Entries(&leveldb.Range{Limit: 50}) {
			if err != nil {
				return err
			}
			n++
		}
		if m.number > 0 && n == 0 {
			return errors.New("no entries")
		}
		return nil
	case 3:
		snapshot, err := db.Snapshot()
		if err != nil {
			return err
		}
		return errors.Join(m.check(snapshot), snapshot.Close())
	default:
		return m.check(db)
	}
}

func (m *member) put(db *leveldb.DB, rng *rand.Rand) error {
	m.number++
	err := db.Update(func(b *leveldb.Batch) error {
		return errors.Join(b.Put(m.key, m.number), b.Put(m.key+"/array", make([]float64, rng.IntN(20_000))))
	})
	switch {
	case err == nil:
		m.possible = append(m.possible[:0], m.number)
	case errors.Is(err, remote.ErrOutcomeUnknown):
		m.possible = append(m.possible, m.number)
	default:
		return err
	}
	return nil
}

// check compares what the key holds with what was written.
func (m *member) check(db *leveldb.DB) error {
	n, err := leveldb.GetOr(db, m.key, 0)
	if err != nil {
		return err
	}
	for _, p := range m.possible {
		if n == p {
			return nil
		}
	}
	if n == 0 && m.number == len(m.possible) {
		return nil // nothing was acknowledged
	}
	return fmt.Errorf("%q holds %d, not one of %v", m.key, n, m.possible)
}
