//go:build !linux

package exchange

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncFiles asks the system to write what is still in memory to its disks.
func syncFiles(*os.File) error { return os.NewSyscallError("sync", unix.Sync()) }

// bootID names the run of the machine: files that a process wrote before are there as long as it is
// the same.
func bootID() (string, error) { return unix.Sysctl("kern.bootsessionuuid") }
