package native

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// directory identifies a database whatever path led to it.
type directory struct {
	device, inode uint64
}

// opened holds the databases this process has open. LevelDB's record lock does not keep a process out of what it holds
// itself, and LevelDB's own table goes by the spelling of the path.
var opened = struct {
	sync.Mutex
	by map[directory]string // what holds it, for the error
}{by: map[directory]string{}}

// lock keeps everybody else away from a database's directory:
//   - this process, by the table above;
//   - goleveldb and other users of flock, by an flock on the file LOCK;
//   - LevelDB and Plyvel, by the record lock that LevelDB itself sets on that file when it opens the database.
//
// Closing any descriptor of LOCK gives up the record locks that the process has on it. So the table comes first, no
// second descriptor is opened while a database is open, and ours is closed only after LevelDB has closed its own.
type lock struct {
	dir  directory
	file *os.File
}

// acquire locks the database in path, an existing directory. what is said to the one who comes second.
func acquire(path, what string) (*lock, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		return nil, &fs.PathError{Op: "stat", Path: path, Err: err}
	}
	if !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: path, Err: unix.ENOTDIR}
	}
	l := &lock{dir: directory{device: uint64(st.Dev), inode: uint64(st.Ino)}}

	opened.Lock()
	defer opened.Unlock()
	if holder, ok := opened.by[l.dir]; ok {
		return nil, &Error{Op: "lock", Class: ErrLocked, Text: "this process " + holder}
	}
	l.file, err = os.OpenFile(filepath.Join(path, "LOCK"), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	if err := l.exclude(); err != nil {
		return nil, errors.Join(err, l.file.Close())
	}
	opened.by[l.dir] = what
	return l, nil
}

// exclude takes the flock and makes sure that nobody holds the record lock.
func (l *lock) exclude() error {
	fd := int(l.file.Fd())
	for {
		err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			break
		}
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.EWOULDBLOCK):
			return heldBy(flockHolder(l.file))
		default:
			return &fs.PathError{Op: "flock", Path: l.file.Name(), Err: err}
		}
	}
	if pid := l.recordHolder(); pid != 0 {
		return heldBy(pid)
	}
	return nil
}

// recordLock takes the record lock for work that LevelDB does without (RepairDB). LevelDB takes it itself when it opens.
func (l *lock) recordLock() error {
	rl := unix.Flock_t{Type: unix.F_WRLCK}
	err := unix.FcntlFlock(l.file.Fd(), unix.F_SETLK, &rl)
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES) {
		return heldBy(l.recordHolder())
	}
	return err
}

// recordHolder gives the process that has a record lock on the file, or 0.
func (l *lock) recordHolder() int {
	rl := unix.Flock_t{Type: unix.F_WRLCK}
	if err := unix.FcntlFlock(l.file.Fd(), unix.F_GETLK, &rl); err != nil || rl.Type == unix.F_UNLCK {
		return 0
	}
	return int(rl.Pid)
}

// release lets others in. The database must be closed.
func (l *lock) release() error {
	opened.Lock()
	defer opened.Unlock()
	delete(opened.by, l.dir)
	return l.file.Close()
}

// describe changes what the next one to come is told.
func (l *lock) describe(what string) {
	opened.Lock()
	defer opened.Unlock()
	opened.by[l.dir] = what
}

func heldBy(pid int) error {
	text := "another process has the database open"
	if pid > 0 {
		text = fmt.Sprintf("process %d", pid)
		// The name is a kindness; without /proc the number must do.
		if comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)); err == nil {
			text += fmt.Sprintf(" (%s)", strings.TrimSpace(string(comm)))
		}
		text += " has the database open"
	}
	return &Error{Op: "lock", Class: ErrLocked, Text: text}
}

// flockHolder finds who holds the flock on f. Only Linux tells, in /proc/locks, whose lines read
// "1: FLOCK  ADVISORY  WRITE 4242 fe:01:131073 0 EOF"; elsewhere it gives 0.
func flockHolder(f *os.File) int {
	var st unix.Stat_t
	if err := unix.Fstat(int(f.Fd()), &st); err != nil {
		return 0
	}
	locks, err := os.Open("/proc/locks")
	if err != nil {
		return 0
	}
	defer locks.Close()
	want := fmt.Sprintf(":%d", st.Ino)
	for lines := bufio.NewScanner(locks); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 6 || fields[1] != "FLOCK" || !strings.HasSuffix(fields[5], want) {
			continue
		}
		if pid, err := strconv.Atoi(fields[4]); err == nil {
			return pid
		}
	}
	return 0
}
