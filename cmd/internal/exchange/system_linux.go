package exchange

import (
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// syncFiles waits until all data written to the file system of f is on the disk.
func syncFiles(f *os.File) error { return os.NewSyscallError("syncfs", unix.Syncfs(int(f.Fd()))) }

// bootID identifies the current boot of the machine. As long as it is the same, files that a
// process wrote earlier still exist.
func bootID() (string, error) {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return strings.TrimSpace(string(id)), err
}
