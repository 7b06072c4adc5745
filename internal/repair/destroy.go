package repair

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/disk"
)

// destruction is the order in which the files of a database are removed. The directory is synced
// after each group.
//
//   - CURRENT is first. Without it, Open refuses the directory as long as other files are present.
//     With CURRENT but without one of several logs, Open would open a part of the database.
//   - The manifests come after the files with entries. They identify the remaining files as a
//     database, so that Destroy can be called again.
//   - LOCK is last, so that nobody else opens the directory earlier.
//
// LevelDB's own DestroyDB removes the files in the order of the directory.
var destruction = [][]dbfile.FileKind{
	{dbfile.CurrentFile},
	{dbfile.LogFile, dbfile.TableFile, dbfile.TempFile},
	{dbfile.ManifestFile},
	{dbfile.InfoFile, dbfile.LockFile},
}

// Destroy removes the database in a recognized directory, and the files that repairs have kept.
func Destroy(path string) error {
	if err := removeLost(path); err != nil {
		return err
	}
	if err := removeSockets(path); err != nil {
		return err
	}
	for _, kinds := range destruction {
		if err := removeKinds(path, kinds); err != nil {
			return err
		}
	}
	if left, err := os.ReadDir(path); err != nil || len(left) > 0 {
		return err
	}
	// An empty directory is not a database. It is kept if it is a mount point or a symbolic link,
	// or if its parent is not writable.
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		_ = disk.Remove(path)
	}
	return nil
}

// removeSockets removes the sockets of processes that shared the database and were killed.
func removeSockets(path string) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !dbfile.IsSocket(e) {
			continue
		}
		if err := disk.Remove(filepath.Join(path, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// removeKinds removes the files of these kinds. When it returns nil, their removal is on the disk.
func removeKinds(path string, kinds []dbfile.FileKind) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		kind, _ := dbfile.ParseName(e.Name())
		if e.IsDir() || !slices.Contains(kinds, kind) {
			continue
		}
		if err := disk.Remove(filepath.Join(path, e.Name())); err != nil {
			return err
		}
	}
	return disk.Sync(path)
}
