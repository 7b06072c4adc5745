package native

import (
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/internal/powercut"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// syncsOf returns how often work syncs a log.
func syncsOf(t *testing.T, work func()) (syncs int) {
	t.Helper()
	journal := filepath.Join(t.TempDir(), "journal")
	stop, err := disk.Record(journal)
	require.NoError(t, err)
	work()
	require.NoError(t, stop())
	steps, err := powercut.ReadJournal(journal)
	require.NoError(t, err)
	for _, s := range steps {
		if s.Operation == disk.SyncFile && filepath.Ext(s.Path) == ".log" {
			syncs++
		}
	}
	return syncs
}

// Every kind of write syncs the log if and only if Sync is set.
func TestWritesSync(t *testing.T) {
	var batch driver.Batch
	require.NoError(t, batch.Put("batch", []byte("value")))
	for name, write := range map[string]func(db *DB, o driver.WriteOptions) error{
		"put":         func(db *DB, o driver.WriteOptions) error { return db.Put(ctx, "k", []byte("v"), o) },
		"delete":      func(db *DB, o driver.WriteOptions) error { return db.Delete(ctx, "k", o) },
		"batch":       func(db *DB, o driver.WriteOptions) error { return db.Write(ctx, &batch, o) },
		"empty batch": func(db *DB, o driver.WriteOptions) error { return db.Write(ctx, &driver.Batch{}, o) },
		"large put":   func(db *DB, o driver.WriteOptions) error { return db.Put(ctx, "large", make([]byte, maxJoinSize), o) },
	} {
		for _, o := range []driver.WriteOptions{{}, {Sync: true}} {
			want := 0
			if o.Sync {
				want = 1
			}
			db := openTest(t, nil)
			assert.Equal(t, want, syncsOf(t, func() { require.NoError(t, write(db, o)) }), "%s, %+v", name, o)

			if name == "empty batch" || name == "large put" {
				continue // these join no group
			}
			assert.Equal(t, want, syncsOf(t, func() {
				var wg sync.WaitGroup
				release := occupy(t, &db.commits)
				for n := range 3 {
					queueUp(t, &db.commits, &wg, n+1, func() { assert.NoError(t, write(db, o)) })
				}
				release()
				wg.Wait()
			}), "three in a group: %s, %+v", name, o)
		}
	}
}
