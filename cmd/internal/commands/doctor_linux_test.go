package commands

import (
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The disk is a small one in a private mount namespace.
func TestDoctorFindsFullDisk(t *testing.T) {
	own := &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		own.Cloneflags |= syscall.CLONE_NEWUSER
		own.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
		own.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	run := func(script string, args ...string) (string, error) {
		cmd := exec.Command("sh", append([]string{"-ec", "mount --make-rprivate / && mount -t tmpfs -o size=\"$1\" none \"$2\"\n" + script, "sh"}, args...)...)
		cmd.SysProcAttr = own
		cmd.Env = append(os.Environ(), asTool+"=1")
		out, err := cmd.Output()
		return string(out), err
	}
	disk := t.TempDir()
	if _, err := run("", "1m", disk); err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	path := filled(t, nil)
	executable, err := os.Executable()
	require.NoError(t, err)
	const script = `cp -r "$3" "$2/db"; for i in $(seq "$5"); do head -c 1M /dev/zero > "$2/db/1$i.ldb"; done
"$4" doctor --json "$2/db" || [ $? = 1 ]`
	for _, c := range []struct{ size, tables, want string }{
		{"200m", "0", ""},
		{"115m", "60", "warning"}, // the free space is smaller than the database
		{"8m", "5", "error"},
	} {
		out, err := run(script, c.size, disk, path, executable, c.tables)
		require.NoError(t, err, out)
		severity := ""
		for _, f := range parseReportOnly(t, out).Findings {
			if f.Check == "disk-space" {
				severity = f.Severity
			}
		}
		assert.Equal(t, c.want, severity, "%+v: %s", c, out)
	}
}
