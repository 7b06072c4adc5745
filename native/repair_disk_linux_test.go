package native

import (
	"fmt"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// ownMounts returns attributes that start a process in its own mount namespace.
func ownMounts() *syscall.SysProcAttr {
	if os.Geteuid() == 0 {
		return &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	}
	return &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
}

// A repair on a disk that is full, or becomes full during the repair.
func TestRepairTmpfsFull(t *testing.T) {
	for name, room := range map[string][]int64{
		"manifest lost":         {0, 8 << 10, 32 << 10, 64 << 10, 128 << 10},
		"table and log damaged": {0, 16 << 10, 48 << 10},
		"log lost":              {0, 4 << 10},
	} {
		b := breakages[name](t)
		if testing.Short() {
			room = room[1:2]
		}
		for _, room := range room {
			t.Run(fmt.Sprint(name, " ", room), func(t *testing.T) {
				job := repairJob{Path: b.path, Disk: t.TempDir(), Room: room, Broken: brokenJob{b.newest, b.repaired}}
				cmd, output := job.start(t, ownMounts())
				require.NoError(t, cmd.Run(), output)
			})
		}
	}
}
