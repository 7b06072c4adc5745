package native

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

func init() {
	// mount makes the database's directory read-only in its own mount namespace, and reads there.
	helpers["mount"] = func(args []string) error {
		path := args[0]
		err := errors.Join(
			unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""),
			unix.Mount(path, path, "", unix.MS_BIND, ""),
			unix.Mount("", path, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY, ""))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(path, "file"), nil, 0o600); !errors.Is(err, unix.EROFS) {
			return fmt.Errorf("the directory is not read-only: %v", err)
		}
		if _, err := Open(path, nil); !errors.Is(err, driver.ErrIO) || !strings.Contains(err.Error(), "LOCK") {
			return fmt.Errorf("a writer got %v", err)
		}
		fmt.Println(readKeys(path, 200))
		return wait()
	}
	// nobody reads as an unprivileged user, who may not write to the database.
	helpers["nobody"] = func(args []string) error {
		if os.Getuid() == 0 {
			const nobody = 65534
			if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
				return err
			}
		}
		if err := os.WriteFile(filepath.Join(args[0], "file"), nil, 0o600); !errors.Is(err, unix.EACCES) {
			return fmt.Errorf("the directory may be written to: %v", err)
		}
		fmt.Println(readKeys(args[0], 200))
		return wait()
	}
}

// readKeys opens a database for reading and looks for n keys.
func readKeys(path string, n uint64) error {
	db, err := Open(path, &Options{ReadOnly: true})
	if err != nil {
		return err
	}
	count, err := db.Count(ctx, driver.Span{Lower: "key", Upper: "kez"}, driver.ReadOptions{VerifyChecksums: true})
	if err == nil && count != n {
		err = fmt.Errorf("%d keys", count)
	}
	return errors.Join(err, db.Close())
}

// runWithOwnMounts runs a helper in its own mount namespace.
func runWithOwnMounts(t *testing.T, cmd *exec.Cmd) []byte {
	t.Helper()
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.Output()
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EACCES) {
		const limit = "this system has no user namespaces (%v): a file system cannot be mounted for the test"
		if os.Getenv("CI") != "" {
			t.Fatalf(limit, err)
		}
		t.Skipf(limit, err)
	}
	require.NoError(t, err)
	return out
}

// A database on a file system that is mounted read-only, with and without LOCK, and with a log to
// replay.
func TestReadOnlyFileSystem(t *testing.T) {
	for _, lockFile := range []bool{true, false} {
		t.Run(fmt.Sprintf("LOCK=%v", lockFile), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			fillTables(t, path, 100)
			if !lockFile {
				require.NoError(t, os.Remove(filepath.Join(path, "LOCK")))
			}
			before := fingerprint(t, path)
			cmd := helperCommand("mount", path)
			out := runWithOwnMounts(t, cmd)
			require.Equal(t, "<nil>\n", string(out))
			require.Equal(t, before, fingerprint(t, path))
		})
	}
}

// A user who may read but not write can open the database. An unreadable file is named in the
// error, even a log, which LevelDB itself would skip, showing an older state.
func TestReadOnlyPermissions(t *testing.T) {
	dir, err := os.MkdirTemp("", "openleveldb") // t.TempDir is accessible to its owner only
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755))
	path := filepath.Join(dir, "db")
	fillTables(t, path, 100)
	require.NoError(t, os.Chmod(path, 0o555))
	t.Cleanup(func() { require.NoError(t, os.Chmod(path, 0o755)) })
	entries, err := os.ReadDir(path)
	require.NoError(t, err)
	for _, e := range entries {
		require.NoError(t, os.Chmod(filepath.Join(path, e.Name()), 0o444))
	}
	before := fingerprint(t, path)
	reader := startHelper(t, "nobody", path)
	require.Equal(t, "<nil>", reader.line)
	reader.end(t)
	require.Equal(t, before, fingerprint(t, path))

	for _, pattern := range []string{"*.log", "*.ldb", "MANIFEST-*", "CURRENT", "LOCK"} {
		names, err := filepath.Glob(filepath.Join(path, pattern))
		require.NoError(t, err)
		require.NotEmpty(t, names, pattern)
		for _, name := range names {
			require.NoError(t, os.Chmod(name, 0))
		}
		reader := startHelper(t, "nobody", path)
		require.Regexp(t, filepath.Base(names[0])+".*[Pp]ermission denied", reader.line)
		reader.end(t)
		for _, name := range names {
			require.NoError(t, os.Chmod(name, 0o444))
		}
	}
}
