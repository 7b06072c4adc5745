package dblock

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Holder is a process that has a database open.
type Holder struct {
	Process int    // 0 if unknown
	Name    string // of the program; empty if unknown
	Reading bool   // the database is open for reading, shared with other readers
}

// Holders returns the processes that have the database in path open, without opening it. The list
// is empty if there are none, or if the database has no file LOCK.
func Holders(path string) ([]Holder, error) {
	dir, err := identify(path)
	if err != nil {
		return nil, wrap(err)
	}
	// Closing LOCK could drop the lock of a database that is open in this process: see Lock.
	opened.Lock()
	defer opened.Unlock()
	if l := held(dir, path); l != nil {
		return []Holder{{Process: os.Getpid(), Name: commandOf(os.Getpid()), Reading: l.shared}}, nil
	}
	file, err := os.Open(filepath.Join(path, "LOCK"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap(err)
	}
	defer file.Close()
	found := holdersOf(file, allLocks)
	if len(found) == 0 {
		if h := recordHolder(file, unix.F_WRLCK); h.held {
			found = append(found, h)
		} else if err := flock(file, unix.LOCK_SH); errors.Is(err, driver.ErrLocked) {
			found = append(found, holder{held: true})
		}
	}
	var holders []Holder
	for _, h := range found {
		holders = append(holders, Holder{Process: h.pid, Name: commandOf(h.pid), Reading: h.reading})
	}
	return holders, nil
}

// commandOf returns the name of a process. Only Linux reports it this way; elsewhere it is empty.
func commandOf(pid int) string {
	if pid <= 0 {
		return ""
	}
	comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil {
		return "" // the name is optional
	}
	return strings.TrimSpace(string(comm))
}
