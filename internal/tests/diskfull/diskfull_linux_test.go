package diskfull_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// diskVariable names the kind of disk for the test binary to fill, in the directory that is its
// argument. It is not set for tests.
const diskVariable = "OPENLEVELDB_TEST_DISK"

func init() {
	kind := os.Getenv(diskVariable)
	if kind == "" {
		return
	}
	fill := fillDisk
	if os.Args[3] == "shared" {
		fill = fillShared
	}
	if err := fill(kind, os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintf(os.Stderr, "%+v\n", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// disk is a file system that can be full.
type disk struct {
	dir    string
	full   func() error // leaves almost no space
	empty  func() error // frees the space
	reason error        // cause of errors while the disk is full
}

// newDisk mounts a file system that only this process sees. The kind "limit" limits the size of
// files instead, which works everywhere and makes the same calls fail.
func newDisk(kind, dir string) (*disk, error) {
	if kind == "limit" {
		signal.Ignore(unix.SIGXFSZ) // the write then returns an error
		limit := func(bytes uint64) error {
			return unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: unix.RLIM_INFINITY})
		}
		return &disk{
			dir: dir, reason: syscall.EFBIG,
			full:  func() error { return limit(64 << 10) },
			empty: func() error { return limit(unix.RLIM_INFINITY) },
		}, nil
	}
	if err := unix.Mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return nil, err
	}
	if err := unix.Mount("none", dir, "tmpfs", 0, "size=64m"); err != nil {
		return nil, err
	}
	ballast := filepath.Join(dir, "ballast")
	return &disk{
		dir: dir, reason: syscall.ENOSPC,
		full: func() error {
			var st unix.Statfs_t
			if err := unix.Statfs(dir, &st); err != nil {
				return err
			}
			return os.WriteFile(ballast, make([]byte, int64(st.Bavail)*st.Bsize-600<<10), 0o600)
		},
		empty: func() error { return os.Remove(ballast) },
	}, nil
}

// filling is one way to write. Each call writes more, and returns the keys and their expected
// values.
type filling func(db *leveldb.DB, n int) (written map[string]any, err error)

var fillings = map[string]filling{
	"puts": func(db *leveldb.DB, n int) (map[string]any, error) {
		key, value := fmt.Sprintf("k%06d", n), noise(n, 200)
		return map[string]any{key: value}, db.Put(key, value)
	},
	"synced puts": func(db *leveldb.DB, n int) (map[string]any, error) {
		key, value := fmt.Sprintf("k%06d", n), noise(n, 5000)
		return map[string]any{key: value}, db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).Put(key, value)
	},
	"batches": func(db *leveldb.DB, n int) (map[string]any, error) {
		b := db.NewBatch()
		written := map[string]any{}
		for i := range 20 {
			key, value := fmt.Sprintf("b%06d/%d", n, i), noise(20*n+i, 500)
			written[key] = value
			if err := b.Put(key, value); err != nil {
				return nil, err
			}
		}
		return written, b.Write()
	},
	"arrays": func(db *leveldb.DB, n int) (map[string]any, error) {
		elements := make([]float64, 4<<10)
		rng := rand.New(rand.NewPCG(uint64(n), 3))
		for i := range elements {
			elements[i] = rng.Float64()
		}
		a, err := ndarray.FromSlice(elements, -1)
		if err != nil {
			return nil, err
		}
		key := fmt.Sprintf("a%06d", n)
		return map[string]any{key: elements}, db.Put(key, a)
	},
}

// noise returns a text that does not compress well.
func noise(n, size int) string {
	rng := rand.New(rand.NewPCG(uint64(n), 4))
	b := make([]byte, size/2)
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	return hex.EncodeToString(b)
}

// fillDisk writes until a write fails and checks the database, several times.
func fillDisk(kind, dir, way string) error {
	d, err := newDisk(kind, dir)
	if err != nil {
		return err
	}
	path := filepath.Join(d.dir, "db")
	acknowledged := map[string]any{}
	n := 0
	for round := range 3 {
		// With a small buffer, a compaction fails, or the writing of a memtable to a table.
		o := &leveldb.Options{ParanoidChecks: true, MaxFileSize: 4 << 20, WriteBufferSize: []int{4 << 20, 128 << 10, 1 << 20}[round]}
		db, err := leveldb.Open(path, o)
		if err != nil {
			return err
		}
		if err := checkAcknowledged(db, acknowledged); err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
		write := func(space bool) error {
			for range 20000 {
				written, err := fillings[way](db, n)
				n++
				if err != nil {
					return err
				}
				for key, value := range written {
					acknowledged[key] = value
				}
				if space && n%30 == 0 {
					break
				}
			}
			return nil
		}
		if err := write(true); err != nil {
			return fmt.Errorf("with space: %w", err)
		}
		if err := d.full(); err != nil {
			return err
		}
		if round == 1 {
			// It may succeed with the remaining space.
			if err := db.Compact(nil); err != nil && !(errors.Is(err, leveldb.ErrIO) && errors.Is(err, d.reason)) {
				return fmt.Errorf("a compaction: %w", err)
			}
		}
		first := write(false)
		if !errors.Is(first, leveldb.ErrIO) || !errors.Is(first, d.reason) {
			return fmt.Errorf("a full disk: %v", first)
		}
		if err := checkAcknowledged(db, acknowledged); err != nil {
			return fmt.Errorf("while the disk is full: %w", err)
		}
		if err := d.empty(); err != nil {
			return err
		}
		// LevelDB may accept writes again, in a new log. They then count.
		if err := write(true); err != nil && !errors.Is(err, d.reason) {
			return fmt.Errorf("after a full disk: %w", err)
		}
		if err := checkAcknowledged(db, acknowledged); err != nil {
			return fmt.Errorf("after a full disk: %w", err)
		}
		if err := db.Close(); err != nil {
			return err
		}
		if err := reopenFull(d, path, o); err != nil {
			return err
		}
	}
	db, err := leveldb.Open(path, &leveldb.Options{ParanoidChecks: true})
	if err != nil {
		return err
	}
	return errors.Join(checkAcknowledged(db, acknowledged), db.Put("last", 1), db.Compact(nil), db.Put("very last", 1), db.Close())
}

// reopenFull opens the database while the disk is full. This may fail, but must not damage it.
func reopenFull(d *disk, path string, o *leveldb.Options) error {
	if err := d.full(); err != nil {
		return err
	}
	db, err := leveldb.Open(path, o)
	if err == nil {
		err = db.Close()
	} else if errors.Is(err, leveldb.ErrIO) && errors.Is(err, d.reason) {
		err = nil
	}
	return errors.Join(err, d.empty())
}

// checkAcknowledged checks that acknowledged values can be read.
func checkAcknowledged(db *leveldb.DB, acknowledged map[string]any) error {
	db = db.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true})
	for key, want := range acknowledged {
		var equal bool
		var err error
		switch want := want.(type) {
		case string:
			var text string
			text, err = leveldb.Get[string](db, key)
			equal = text == want
		case []float64:
			err = leveldb.View(db, key, func(elements []float64, _ []int) error { equal = slices.Equal(elements, want); return nil })
		}
		if err != nil {
			return err
		}
		if !equal {
			return fmt.Errorf("%q differs from the acknowledged value", key)
		}
	}
	return nil
}

// A full disk is reported as such. No acknowledged write is lost, neither then nor later. When
// there is space again and the database is reopened, writes succeed.
func TestDiskFull(t *testing.T) {
	eachDisk(t, slices.Collect(maps.Keys(fillings)), "alone")
}

// eachDisk runs this test binary again for each kind of disk and each way to fill it.
func eachDisk(t *testing.T, ways []string, opened string) {
	t.Helper()
	for _, kind := range []string{"limit", "tmpfs"} {
		for _, way := range ways {
			t.Run(kind+"/"+way, func(t *testing.T) {
				if kind == "tmpfs" {
					requireOwnMounts(t)
				}
				cmd := exec.Command(os.Args[0], t.TempDir(), way, opened)
				cmd.Env = append(os.Environ(), diskVariable+"="+kind)
				if kind == "tmpfs" {
					cmd.SysProcAttr = ownMounts()
				}
				out, err := cmd.CombinedOutput()
				require.NoError(t, err, "%s", out[max(0, len(out)-2000):])
			})
		}
	}
}

// ownMounts lets a process mount file systems that no other process sees. Without root, it uses a
// user namespace.
func ownMounts() *syscall.SysProcAttr {
	if os.Getuid() == 0 {
		return &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNS}
	}
	return &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWNS | unix.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
}

// requireOwnMounts skips a test if a process may not mount a file system, as in most containers. In
// CI it fails the test.
func requireOwnMounts(t *testing.T) {
	t.Helper()
	probe := exec.Command("true")
	probe.SysProcAttr = ownMounts()
	if err := probe.Run(); err != nil {
		if os.Getenv("CI") != "" {
			require.NoError(t, err, "mounting a file system needs CAP_SYS_ADMIN or user namespaces")
		}
		t.Skipf("mounting a file system needs CAP_SYS_ADMIN or user namespaces: %v", err)
	}
}
