package shared_test

import (
	"errors"
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/leveldb"
)

// On a file system without sockets, Open returns an error that says so. The database is not locked
// afterwards.
func TestNoSockets(t *testing.T) {
	var text string
	require.NoError(t, process.Start(t, "nosockets", newJob(t)).Report(&text))
	require.Contains(t, text, "file system with unix sockets")
}

// noSocketsRole opens a database where the kernel refuses to bind a socket, as it does on a file
// system that cannot hold one. It returns the text of the error.
func noSocketsRole(j job) (any, error) {
	if err := refuseBind(); err != nil {
		return nil, fmt.Errorf("seccomp: %w", err)
	}
	_, err := open(j.Path)
	if !errors.Is(err, leveldb.ErrNotSupported) {
		return nil, fmt.Errorf("opened without sockets: %v", err)
	}
	db, opening := leveldb.Open(j.Path, nil)
	if opening != nil {
		return nil, opening
	}
	return err.Error(), errors.Join(db.Put("k", 1), db.Close())
}

// refuseBind makes the system call bind fail with EPERM in this process.
func refuseBind() error {
	number := uint32(unix.SYS_BIND)
	filter := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0}, // the number of the call
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 1, K: number},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(syscall.EPERM)},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	if _, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC,
		uintptr(unsafe.Pointer(&program))); errno != 0 {
		return errno
	}
	return nil
}
