//go:build !linux

package exchange

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncFiles asks the system to write cached data to its disks.
func syncFiles(*os.File) error { return os.NewSyscallError("sync", unix.Sync()) }

// bootID identifies the current boot of the machine. As long as it is the same, files that a
// process wrote earlier still exist.
func bootID() (string, error) { return unix.Sysctl("kern.bootsessionuuid") }
