package dblock

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// holder is a process that holds a lock.
type holder struct {
	held    bool
	pid     int // 0 if unknown
	reading bool
}

// recordHolder returns one process that holds a record lock on f that conflicts with a lock of the
// given kind.
func recordHolder(f *os.File, kind int16) holder {
	rl := unix.Flock_t{Type: kind}
	if err := getLock(f, &rl); err != nil || rl.Type == unix.F_UNLCK {
		return holder{}
	}
	// A lock of an open file description has the process number -1.
	return holder{held: true, pid: max(int(rl.Pid), 0), reading: rl.Type == unix.F_RDLCK}
}

// The kinds of lock in /proc/locks.
var (
	allLocks   = []string{"FLOCK", "POSIX"}
	posixLocks = []string{"POSIX"} // when this process already holds the flock
)

// heldBy returns the error for a lock on f that others hold. It names all holders that the system
// reports, or else the known one from the attempt.
func heldBy(f *os.File, kinds []string, known holder) error {
	holders := holdersOf(f, kinds)
	if len(holders) == 0 {
		holders = []holder{known}
	}
	var names []string
	reading := true
	for _, h := range holders {
		reading = reading && h.reading
		if h.pid <= 0 {
			continue
		}
		name := strconv.Itoa(h.pid)
		if command := commandOf(h.pid); command != "" {
			name += fmt.Sprintf(" (%s)", command)
		}
		names = append(names, name)
	}
	var text string
	switch len(names) {
	case 0:
		text = "another process has"
	case 1:
		text = "process " + names[0] + " has"
	default:
		text = "processes " + strings.Join(names, ", ") + " have"
	}
	text += " the database open"
	if reading {
		text += " for reading"
	}
	return &driver.Error{Class: driver.ErrLocked, Text: text}
}

// holdersOf returns the processes that hold locks of these kinds on f. It uses /proc/locks, which
// only Linux has; elsewhere it returns nil.
func holdersOf(f *os.File, kinds []string) []holder {
	var st unix.Stat_t
	if err := unix.Fstat(int(f.Fd()), &st); err != nil {
		return nil
	}
	locks, err := os.Open("/proc/locks")
	if err != nil {
		return nil
	}
	defer locks.Close()
	device := fmt.Sprintf("%02x:%02x", unix.Major(uint64(st.Dev)), unix.Minor(uint64(st.Dev)))
	return parseLocks(bufio.NewScanner(locks), device, uint64(st.Ino), kinds)
}

// parseLocks returns the locks on a file, one per process, ordered by process number. A line of
// /proc/locks has these fields (proc_locks(5)):
//
//	0  ordinal number and a colon
//	1  kind: POSIX, FLOCK, OFDLCK or LEASE; "->" for one that waits
//	2  ADVISORY or MANDATORY
//	3  READ or WRITE
//	4  process
//	5  device, hexadecimal major and minor, and inode: fe:01:131073
//	6  first byte
//	7  last byte, or EOF
//
// On file systems with several devices (btrfs, overlay), the device differs from the one that stat
// returns. So if no line matches the device, the inode alone is compared.
func parseLocks(lines *bufio.Scanner, device string, inode uint64, kinds []string) []holder {
	suffix := fmt.Sprintf(":%d", inode)
	var exact, similar []holder
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 6 || !slices.Contains(kinds, fields[1]) || !strings.HasSuffix(fields[5], suffix) {
			continue
		}
		pid, err := strconv.Atoi(fields[4])
		if err != nil || pid <= 0 { // a process that this one cannot see
			continue
		}
		h := holder{held: true, pid: pid, reading: fields[3] == "READ"}
		if fields[5] == device+suffix {
			exact = append(exact, h)
		} else {
			similar = append(similar, h)
		}
	}
	if len(exact) == 0 {
		exact = similar
	}
	slices.SortFunc(exact, func(a, b holder) int { return a.pid - b.pid })
	return slices.CompactFunc(exact, func(a, b holder) bool { return a.pid == b.pid })
}
