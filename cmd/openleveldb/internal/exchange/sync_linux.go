package exchange

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncFiles waits until what was written to the file system that f is on is on the disk.
func syncFiles(f *os.File) error { return os.NewSyscallError("syncfs", unix.Syncfs(int(f.Fd()))) }
