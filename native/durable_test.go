package native

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/jmhodges/levigo"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/internal/powercut"
)

// LevelDB's own repair writes a manifest and renames it without a sync. With the environment of
// this package, a repaired database survives a power cut.
func TestRepairedIsDurable(t *testing.T) {
	dir := powercut.TempDir(t)
	base, journal, image := filepath.Join(dir, "base"), filepath.Join(dir, "journal"), filepath.Join(dir, "image")
	require.NoError(t, os.Mkdir(base, 0o755))
	stop, err := disk.Record(journal)
	require.NoError(t, err)
	path := filepath.Join(base, "db")
	fillTables(t, path, 10)
	config := (&Options{}).configure(nil)
	defer config.close()
	require.NoError(t, levigo.RepairDatabase(path, config.options))
	require.NoError(t, stop())

	steps, err := powercut.ReadJournal(journal)
	require.NoError(t, err)
	model := powercut.NewModel(base)
	for _, s := range steps {
		require.NoError(t, model.Apply(s))
	}
	require.NoError(t, model.Check())
	require.NoError(t, model.Image(image, powercut.Choice{
		Keep:   func() bool { return false },
		Length: func(synced, _ int) int { return synced },
	}))
	checkValues(t, openTestAt(t, filepath.Join(image, "db"), nil), 20)
}

// LevelDB writes to a log again after a write to it has failed. The file refuses this, because data
// after a torn record is lost.
func TestFailedFileIsNotContinued(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	config := (&Options{CreateIfMissing: true}).configure(nil)
	defer config.close()
	db, err := levigo.Open(path, config.options)
	require.NoError(t, err)
	defer db.Close()
	options := levigo.NewWriteOptions()
	defer options.Close()
	require.NoError(t, db.Put(options, []byte("before"), nil))
	disk.Fail(disk.Fault{Operation: disk.Write, Name: ".log", Err: syscall.ENOSPC, Part: 9})
	defer disk.Fail(disk.Fault{})
	for range 3 {
		require.ErrorContains(t, db.Put(options, []byte("k"), nil), "No space left on device")
	}
	require.True(t, disk.Failed())
}
