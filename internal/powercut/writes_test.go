package powercut

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/leveldb"
)

// small sets the smallest logs and tables that LevelDB allows, so that there are many.
func small() *leveldb.Options {
	return &leveldb.Options{WriteBufferSize: 64 << 10, MaxFileSize: 64 << 10}
}

// operation is one write of a workload. It follows from its number, so the state after each write
// is known.
type operation struct {
	put     map[string]string
	deleted string
	batch   bool
	sync    bool
}

func operationOf(n int) operation {
	rng := rand.New(rand.NewPCG(uint64(n), 7))
	key := func() string { return fmt.Sprintf("k%02d", rng.IntN(40)) }
	value := func(size int) string {
		return fmt.Sprintf("%d:", n) + strings.Repeat(string(rune('a'+n%26)), rng.IntN(size))
	}
	o := operation{put: map[string]string{}, sync: rng.IntN(25) == 0}
	switch kind := rng.IntN(20); {
	case kind < 2:
		o.deleted, o.sync = key(), rng.IntN(3) == 0
	case kind < 5:
		o.batch = true
		o.deleted = key()
		for range 5 {
			if k := key(); k != o.deleted {
				o.put[k] = value(3000)
			}
		}
	case kind < 6:
		o.batch, o.sync = true, true // an empty batch
	case kind < 8:
		o.put[key()] = value(60000)
	default:
		o.put[key()] = value(4000)
	}
	return o
}

// do executes the operation.
func (o operation) do(db *leveldb.DB) error {
	db = db.WithWriteOptions(leveldb.WriteOptions{Sync: o.sync})
	if !o.batch {
		for key, value := range o.put {
			return db.PutRaw(key, []byte(value))
		}
		return db.Delete(o.deleted)
	}
	b := db.NewBatch()
	if o.deleted != "" {
		if err := b.Delete(o.deleted); err != nil {
			return err
		}
	}
	for key, value := range o.put {
		if err := b.PutRaw(key, []byte(value)); err != nil {
			return err
		}
	}
	return b.Write()
}

// apply applies the operation to a map.
func (o operation) apply(state map[string]string) {
	delete(state, o.deleted)
	maps.Copy(state, o.put)
}

// contents reads a database.
func contents(db *leveldb.DB) (map[string]string, error) {
	state := map[string]string{}
	for e, err := range db.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true}).Entries(nil) {
		if err != nil {
			return nil, err
		}
		value, err := e.AppendRaw(nil)
		if err != nil {
			return nil, err
		}
		state[e.Key()] = string(value)
	}
	return state, nil
}

// openImage opens what a power cut left of a database. It must not be damaged, even with paranoid
// checks.
func openImage(t *testing.T, path string) *leveldb.DB {
	t.Helper()
	o := small()
	o.ParanoidChecks = true
	db, err := leveldb.Open(path, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// Wherever the power is cut, the database holds the result of the first n writes in order, for some
// n that includes the last synced write. Batches are complete or absent.
func TestPowerCut(t *testing.T) {
	work := func(t *testing.T, between func(db *leveldb.DB, n int) (*leveldb.DB, error)) func(base string) {
		return func(base string) {
			db, err := leveldb.Open(filepath.Join(base, "db"), small())
			require.NoError(t, err)
			for n := range 400 {
				o := operationOf(n)
				event(t, "begin")
				require.NoError(t, o.do(db))
				if o.sync {
					event(t, "synced")
				}
				db, err = between(db, n)
				require.NoError(t, err)
			}
			require.NoError(t, db.Close())
		}
	}
	check := func(t *testing.T, image string, events []string) {
		begun, least := 0, 0
		for _, e := range events {
			switch e {
			case "begin":
				begun++
			case "synced":
				least = begun
			}
		}
		db := openImage(t, filepath.Join(image, "db"))
		got, err := contents(db)
		require.NoError(t, err)
		state := map[string]string{}
		for n := range begun + 1 {
			if n >= least && maps.Equal(got, state) {
				require.NoError(t, db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).Put("after", 1))
				return
			}
			operationOf(n).apply(state)
		}
		require.Fail(t, "the contents are not the result of the first writes", "%d writes were begun, and the first %d were synced", begun, least)
	}
	plain := func(db *leveldb.DB, _ int) (*leveldb.DB, error) { return db, nil }
	t.Run("writes", func(t *testing.T) { cut(t, work(t, plain), check) })
	compact := func(db *leveldb.DB, n int) (*leveldb.DB, error) {
		if n%90 == 89 {
			return db, db.Compact(nil)
		}
		return db, nil
	}
	t.Run("compactions", func(t *testing.T) { cut(t, work(t, compact), check) })
	t.Run("opens", func(t *testing.T) {
		path := ""
		reopen := func(db *leveldb.DB, n int) (*leveldb.DB, error) {
			if n%60 != 59 {
				return db, nil
			}
			if err := db.Close(); err != nil {
				return nil, err
			}
			return leveldb.Open(path, small())
		}
		cut(t, func(base string) {
			path = filepath.Join(base, "db")
			work(t, reopen)(base)
		}, check)
	})
}

// Grouped writers have the same guarantee as a single one: a write that was acknowledged before a
// synced write began is on the disk when the synced write is.
func TestPowerCutGroups(t *testing.T) {
	const writers, each = 12, 25
	name := func(writer, n int) string { return fmt.Sprintf("w%02d/%03d", writer, n) }
	cut(t, func(base string) {
		db, err := leveldb.Open(filepath.Join(base, "db"), small())
		require.NoError(t, err)
		errs := make(chan error, writers)
		for w := range writers {
			go func() {
				var failed error
				for n := range each {
					sync, done := (w+n)%5 == 0, "written"
					if sync {
						done = "synced"
					}
					value := strings.Repeat("v", (w*n)%2000)
					failed = errors.Join(failed,
						disk.Event(fmt.Sprintf("begin %s", name(w, n))),
						db.WithWriteOptions(leveldb.WriteOptions{Sync: sync}).Put(name(w, n), value),
						disk.Event(fmt.Sprintf("%s %s", done, name(w, n))))
				}
				errs <- failed
			}()
		}
		for range writers {
			require.NoError(t, <-errs)
		}
		require.NoError(t, db.Close())
	}, func(t *testing.T, image string, events []string) {
		db := openImage(t, filepath.Join(image, "db"))
		got, err := contents(db)
		require.NoError(t, err)
		var done []string          // acknowledged so far
		before := map[string]int{} // number of acknowledged writes when the write began
		required := 0              // number of writes in done that must be present
		begun := map[string]bool{}
		for _, e := range events {
			kind, key, _ := strings.Cut(e, " ")
			if kind == "begin" {
				begun[key] = true
				before[key] = len(done)
				continue
			}
			done = append(done, key)
			if kind == "synced" {
				required = max(required, before[key])
				require.Contains(t, got, key, "it was synced")
			}
		}
		for key := range got {
			require.True(t, begun[key], key)
			required = max(required, before[key]) // the last write is lost first
		}
		for _, key := range done[:required] {
			require.Contains(t, got, key, "acknowledged before a write began that is present")
		}
	})
}
