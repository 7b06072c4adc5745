package bench

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb"
)

// copier is a store that copies a database to a new one. goleveldb and badger cannot do that, and
// pebble makes links to its files.
type copier struct {
	Store
	// copy copies the database that r has open to the directory to, which does not exist.
	copy func(r Reader, to string) error
	// check returns an error unless the copy has all entries.
	check func(c *cold, to string) error
}

var copiers = []copier{
	{openLevelDB, backupOurs, scanCopy}, {bboltStore, backupBbolt, scanCopy}, {copyFloor, copyTables, scanTables},
}

// copyFloor copies the files of openleveldb's tables by reads and writes of 1 MiB.
var copyFloor = diskFloor("copy", 1, false, unix.FADV_SEQUENTIAL)

// BenchmarkColdBackup copies a database from the disk to a new one, until the copy is on the disk.
// The copy is scanned and removed while the clock is stopped.
func BenchmarkColdBackup(b *testing.B) {
	for _, copier := range copiers {
		benchmarkCold(b, []Store{copier.Store}, coldSizes, func(b *testing.B, c *cold) {
			to := pathOf(b, "copy")
			c.after = func() error { return errors.Join(copier.check(c, to), os.RemoveAll(to)) }
			c.run(b, len(c.Once), func(r Reader, _ int) error {
				return errors.Join(copier.copy(r, to), syncTree(to))
			})
		})
	}
}

func backupOurs(r Reader, to string) error {
	_, err := leveldb.Backup(context.Background(), to, r.(*getReader).DB,
		&leveldb.BackupOptions{NoVerify: true, Open: ourOptions(largeConfig(), false)})
	return err
}

func backupBbolt(r Reader, to string) error {
	if err := os.Mkdir(to, 0o777); err != nil {
		return err
	}
	return r.(*peerReader).peer.(bboltReader).View(func(tx *bbolt.Tx) error {
		return tx.CopyFile(filepath.Join(to, bboltFile), 0o666)
	})
}

func copyTables(r Reader, to string) error {
	if err := os.Mkdir(to, 0o777); err != nil {
		return err
	}
	buffer := make([]byte, 1<<20)
	for _, from := range r.(*floorReader).files {
		f, err := os.Create(filepath.Join(to, filepath.Base(from.Name())))
		if err != nil {
			return err
		}
		// Without the wrappers, the kernel would copy on its own.
		_, err = io.CopyBuffer(struct{ io.Writer }{f}, struct{ io.Reader }{from}, buffer)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}

func scanCopy(c *cold, to string) error { return checkScan(c.store, to, len(c.Once), c.Total()) }

func scanTables(c *cold, to string) error {
	l, err := layoutOf(to)
	if err != nil {
		return err
	}
	r, err := openFloor(l, 1, false, unix.FADV_SEQUENTIAL)
	if err != nil {
		return err
	}
	entries, sum, err := r.Scan()
	return errors.Join(err, r.Close(), checkCount("copy", entries, len(c.Once)), checkSum("copy", sum, c.Total()))
}

// TestCopiers checks the copy that each copier makes, and that its check notices missing entries.
func TestCopiers(t *testing.T) {
	d, more := NewDataset(RowSize, 100), NewDataset(RowSize, 101)
	for _, copier := range copiers {
		writer := writers()[slices.IndexFunc(writers(), func(s Store) bool { return s.Format == copier.Format })]
		c := &cold{Dataset: d, store: copier.Store, dir: filepath.Join(t.TempDir(), "db")}
		require.NoError(t, d.Build(c.dir, writer, Config{}))
		r, err := copier.Open(c.dir, Config{})
		require.NoError(t, err, copier.Name)
		to := filepath.Join(t.TempDir(), "copy")
		require.NoError(t, copier.copy(r, to), copier.Name)
		require.NoError(t, copier.check(c, to), copier.Name)
		c.Dataset = more
		require.Error(t, copier.check(c, to), copier.Name)
		require.NoError(t, r.Close(), copier.Name)
	}
}
