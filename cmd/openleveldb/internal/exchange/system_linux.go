package exchange

import (
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// syncFiles waits until what was written to the file system that f is on is on the disk.
func syncFiles(f *os.File) error { return os.NewSyscallError("syncfs", unix.Syncfs(int(f.Fd()))) }

// bootID names the run of the machine: files that a process wrote before are there as long as it is
// the same.
func bootID() (string, error) {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return strings.TrimSpace(string(id)), err
}
