package native

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmhodges/levigo"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

func TestPrefixRange(t *testing.T) {
	for prefix, upper := range map[string]string{
		"": "", "a": "b", "ab": "ac", "a\xff": "b", "a\xff\xff": "b", "\xff": "", "\xff\xff": "", "\x00": "\x01", "a\x00\xff": "a\x01",
	} {
		require.Equal(t, driver.Span{Lower: prefix, Upper: upper}, driver.PrefixSpan(prefix), "%q", prefix)
	}
}

// A compaction that cannot read the manifest returns an error and loses nothing.
func TestCompactWithoutManifest(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "k", "v")
	require.NoError(t, db.Compact(ctx, "", ""))
	current := filepath.Join(db.path, "CURRENT")
	require.NoError(t, os.Rename(current, current+".away"))
	require.ErrorIs(t, db.Compact(ctx, "", ""), driver.ErrIO)
	// From now on the manifest is read to see which tables are new.
	snapshot, err := db.Snapshot(ctx)
	require.NoError(t, err)
	snapshot.Close()
	require.ErrorIs(t, db.Compact(ctx, "", ""), driver.ErrIO)
	require.NoError(t, os.Rename(current+".away", current))
	require.NoError(t, db.Compact(ctx, "", ""))
	require.Equal(t, "v", get(t, db, "k", driver.ReadOptions{}))
}

// After an error there are no more pages, even in an iteration that can be resumed.
func TestNoPageAfterAnError(t *testing.T) {
	path, _ := damagedBlock(t)
	for _, r := range []driver.Span{{}, {Seekable: true}, {Reverse: true}, {Seekable: true, Reverse: true}} {
		db := openTestAt(t, path, nil)
		it, err := db.Scan(ctx, r, driver.ReadOptions{VerifyChecksums: true})
		require.NoError(t, err)
		for failed := false; !failed; {
			page, err := it.Next(ctx)
			if err != nil {
				require.ErrorIs(t, err, driver.ErrCorrupt)
				break
			}
			require.NotNil(t, page, "the damage was not noticed")
			failed = page.Err() != nil
		}
		for range 2 {
			page, err := it.Next(ctx)
			require.NoError(t, err, "%+v", r)
			require.Nil(t, page, "%+v", r)
		}
		it.Close()
		require.NoError(t, db.Close())
	}
}

// A database that a writer changed while it was opened without a lock is closed and opened again.
func TestOpeningIsDisturbed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 100)
	options := &Options{ReadOnly: true, NoLock: true}
	manifest := oneFile(t, path, "MANIFEST-*")
	attempts := 0
	opened, err := undisturbed(path, func(path string) (*levelDB, error) {
		opened, err := options.start(path)
		if err != nil {
			return nil, err
		}
		read := levigo.NewReadOptions()
		defer read.Close()
		_, err = opened.db.Get(read, []byte(key(1))) // maps the table
		if attempts++; attempts < 3 {
			file, err := os.OpenFile(manifest, os.O_WRONLY|os.O_APPEND, 0)
			require.NoError(t, err)
			_, err = file.Write(make([]byte, 7)) // padding, which a writer may leave in a log
			require.NoError(t, err)
			require.NoError(t, file.Close())
		}
		return opened, err
	})
	require.NoError(t, err)
	require.Equal(t, 3, attempts)
	opened.close()
	maps, err := os.ReadFile("/proc/self/maps")
	if os.IsNotExist(err) {
		return // not Linux
	}
	require.NoError(t, err)
	require.NotContains(t, string(maps), path, "the database of an earlier attempt is still open")

	// If a writer never pauses, Open returns an error.
	attempts = 0
	_, err = undisturbed(path, func(path string) (*levelDB, error) {
		attempts++
		require.NoError(t, os.WriteFile(filepath.Join(path, "CURRENT"), []byte(strings.Repeat("x", attempts)), 0o600))
		return nil, driver.ErrCorrupt
	})
	require.ErrorIs(t, err, driver.ErrLocked)
	require.Equal(t, startAttempts, attempts)
}

// A write accepts a key and a value of exactly the maximum size.
func TestRoomInEntry(t *testing.T) {
	require.NoError(t, driver.CheckSize(10, driver.MaxEntrySize-10))
	require.NoError(t, driver.CheckSize(driver.MaxEntrySize, 0))
	require.ErrorIs(t, driver.CheckSize(10, driver.MaxEntrySize-9), driver.ErrTooLarge)
	require.ErrorIs(t, driver.CheckSize(driver.MaxEntrySize, 1), driver.ErrTooLarge)
}
