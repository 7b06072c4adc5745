package native

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// failingCalls are the calls made to a database that fill has filled, while a C++ allocation fails.
var failingCalls = map[string]func(db *DB) error{
	"put":       func(db *DB) error { return db.Put(ctx, "new", []byte("value"), driver.WriteOptions{}) },
	"put large": func(db *DB) error { return db.Put(ctx, "new", make([]byte, 1<<20), driver.WriteOptions{Sync: true}) },
	"delete":    func(db *DB) error { return db.Delete(ctx, "nope", driver.WriteOptions{}) },
	"write": func(db *DB) error {
		var b driver.Batch
		err := errors.Join(b.Put("new", make([]byte, 100)), b.Delete("nope"), b.Put("new 2", make([]byte, 10_000)))
		return errors.Join(err, db.Write(ctx, &b, driver.WriteOptions{}))
	},
	"get": func(db *DB) error { return released(db.Get(ctx, key(30), make([]byte, 2000), driver.ReadOptions{})) },
	"get without room": func(db *DB) error { // through LevelDB's own Get
		db.large.Store(0)
		return released(db.Get(ctx, key(99), nil, driver.ReadOptions{}))
	},
	"get missing": func(db *DB) error { return released(db.Get(ctx, "nope", nil, driver.ReadOptions{})) },
	"pin":         func(db *DB) error { return released(db.Pin(ctx, key(99), driver.ReadOptions{})) },
	"has": func(db *DB) error {
		_, err := db.Has(ctx, strings.Repeat("long", 100), driver.ReadOptions{})
		return err
	},
	"count": func(db *DB) error {
		_, err := db.Count(ctx, driver.Span{Lower: strings.Repeat("k", 100)}, driver.ReadOptions{})
		return err
	},
	"iterate": func(db *DB) error {
		return iterated(db.Scan(ctx, driver.Span{Lower: strings.Repeat(" ", 100)}, driver.ReadOptions{}))
	},
	"iterate back": func(db *DB) error { return iterated(db.Scan(ctx, driver.Span{Reverse: true}, driver.ReadOptions{})) },
	"resume": func(db *DB) error {
		it, err := db.Scan(ctx, driver.Span{Seekable: true}, driver.ReadOptions{})
		if err != nil {
			return err
		}
		return errors.Join(resume(it, key(50), 50), iterated(it, nil))
	},
	"lookup": func(db *DB) error {
		return iterated(db.Lookup(ctx, []string{key(3), "nope", key(99)}, driver.ReadOptions{}))
	},
	"gather": func(db *DB) error {
		_, err := db.Gather(ctx, []string{key(3), "nope"}, nil, make([]byte, 18), driver.ReadOptions{})
		return err
	},
	"property": func(db *DB) error { _, err := db.Property(ctx, "leveldb.stats"); return err },
	"size":     func(db *DB) error { _, err := db.ApproximateSize(ctx, "", ""); return err },
	"snapshot": func(db *DB) error {
		s, err := db.Snapshot(ctx)
		if err != nil {
			return err
		}
		defer s.Close()
		return released(s.Get(ctx, "k", nil, driver.ReadOptions{}))
	},
	"compact": func(db *DB) error { return db.Compact(ctx, "", "") },
	"open": func(db *DB) error {
		if err := db.Close(); err != nil {
			return err
		}
		again, err := Open(db.path, nil)
		if err == nil {
			db.core = again.core
		}
		return err
	},
	"open read-only": func(db *DB) error {
		if err := db.Close(); err != nil {
			return err
		}
		reader, err := Open(db.path, &Options{ReadOnly: true})
		if err == nil {
			err = reader.Close()
		}
		again, err2 := Open(db.path, nil)
		if err2 == nil {
			db.core = again.core
		}
		return errors.Join(err, err2)
	},
}

// released reads and releases a value.
func released(v driver.Value, err error) error {
	if err == nil {
		_ = bytes.Count(v.Bytes(), []byte("v"))
		v.Release()
	}
	if errors.Is(err, driver.ErrNotFound) {
		return nil
	}
	return err
}

// iterated reads all pages and closes the iterator.
func iterated(it driver.Cursor, err error) error {
	if err != nil {
		return err
	}
	defer it.Close()
	for {
		page, err := it.Next(ctx)
		if page == nil || err != nil {
			return err
		}
		look(page)
		if page.Err() != nil {
			return page.Err()
		}
	}
}

func init() {
	// outofmemory makes the call that the second argument names while the n-th C++ allocation
	// fails. n starts after the third argument and increases until the call makes fewer
	// allocations. It prints each n before the call. After each call everything that was written
	// must be readable.
	helpers["outofmemory"] = func(args []string) error {
		countdown, err := failingCountdown()
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(args[2], 10, 64)
		if err != nil {
			return err
		}
		for {
			// Every n at the start, where calls differ, then some of the many that follow.
			n += 1 + n/3
			db, err := Open(args[0], nil)
			if err != nil {
				return err
			}
			if err := usable(db); err != nil {
				return fmt.Errorf("before allocation %d: %w", n, err)
			}
			// If the process ended during the previous call, that call may have written the entry.
			if err := db.Delete(ctx, "new", driver.WriteOptions{}); err != nil {
				return err
			}
			fmt.Println(n)
			countdown.Store(n)
			err = failingCalls[args[1]](db)
			left := countdown.Swap(0)
			switch {
			case err == nil || errors.Is(err, driver.ErrOutOfMemory):
			case errors.Is(err, syscall.ENOMEM):
				// LevelDB treats a failed allocation for a file as a disk error. The next write
				// retries to create a log. After other errors all writes fail.
				reopened, err2 := reopen(db)
				if err2 != nil {
					return fmt.Errorf("allocation %d: %w, and then %w", n, err, err2)
				}
				db = reopened
			default:
				return fmt.Errorf("allocation %d: %w", n, err)
			}
			if written, err2 := db.Has(ctx, "new", driver.ReadOptions{}); err2 != nil || written && err != nil {
				return fmt.Errorf("allocation %d: %w, and the entry is there: %v, %w", n, err, written, err2)
			}
			check := func() error {
				return errors.Join(db.Delete(ctx, "new", driver.WriteOptions{}), usable(db))
			}
			err = check()
			if errors.Is(err, syscall.ENOMEM) { // a compaction could not open a table
				if db, err = reopen(db); err == nil {
					err = check()
				}
			}
			if err != nil {
				return fmt.Errorf("after allocation %d (%v): %w", n, left, err)
			}
			if err := db.Close(); err != nil {
				return err
			}
			if left > 0 {
				fmt.Println("done")
				return nil
			}
		}
	}
}

// failingCountdown returns the number of C++ allocations up to the one that fails. The library of
// failingLibrary decrements it.
func failingCountdown() (*atomic.Int64, error) {
	file, err := os.OpenFile(os.Getenv("OPENLEVELDB_FAIL_NEW"), os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	shared, err := syscall.Mmap(int(file.Fd()), 0, 8, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	return (*atomic.Int64)(unsafe.Pointer(&shared[0])), nil
}

func reopen(db *DB) (*DB, error) {
	if err := db.Close(); err != nil {
		return nil, err
	}
	return Open(db.path, nil)
}

// usable writes and reads, and checks that everything fill has written is present.
func usable(db *DB) error {
	if err := db.Put(ctx, "usable", []byte("yes"), driver.WriteOptions{Sync: true}); err != nil {
		return err
	}
	if err := db.Delete(ctx, "usable", driver.WriteOptions{}); err != nil {
		return err
	}
	n, err := db.Count(ctx, driver.Span{Upper: "l"}, driver.ReadOptions{VerifyChecksums: true})
	if err == nil && n != 102 {
		err = fmt.Errorf("%d entries of 102", n)
	}
	return err
}

// Whichever C++ allocation fails, in any call, either the call returns and the database stays
// usable, or the process ends with a message and the database is complete. Nothing hangs.
func TestOutOfMemory(t *testing.T) {
	library := failingLibrary(t)
	filled := openTest(t, nil)
	fill(t, filled)
	require.NoError(t, filled.Compact(ctx, "", ""))
	require.NoError(t, filled.Close())
	for call := range failingCalls {
		t.Run(call, func(t *testing.T) {
			// This process opens no database from here on, because the helpers would inherit its
			// locks while they start.
			t.Parallel()
			directory := t.TempDir()
			path, countdown := filepath.Join(directory, "db"), filepath.Join(directory, "countdown")
			require.NoError(t, os.CopyFS(path, os.DirFS(filled.path)))
			require.NoError(t, os.WriteFile(countdown, make([]byte, 8), 0o600))
			ends := 0
			for n, done := outOfMemory(t, library, countdown, path, call, 0); !done; ends++ {
				n, done = outOfMemory(t, library, countdown, path, call, n)
			}
			t.Logf("%d allocations end the process", ends)
		})
	}
}

// failingLibrary builds the library that makes a C++ allocation fail.
func failingLibrary(t *testing.T) string {
	t.Helper()
	if sanitized {
		t.Skip("sanitizers bring an allocator of their own")
	}
	library := filepath.Join(t.TempDir(), "failnew.so")
	cxx, err := exec.Command("go", "env", "CXX").Output()
	require.NoError(t, err)
	args := append(strings.Fields(string(cxx)), "-std=c++17", "-shared", "-fPIC", "-o", library, "testdata/failnew.cc")
	out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return library
}

// outOfMemory starts the helper. It returns the n at which the process ended, or that the helper is
// done.
func outOfMemory(t *testing.T, library, countdown, path, call string, after int64) (n int64, done bool) {
	t.Helper()
	cmd := helperCommand("outofmemory", path, call, strconv.FormatInt(after, 10))
	cmd.Env = append(cmd.Env, "LD_PRELOAD="+library, "OPENLEVELDB_FAIL_NEW="+countdown, "GOTRACEBACK=none")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	require.NoError(t, cmd.Start())
	hangs := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	require.True(t, hangs.Stop(), "it hangs after %q", stdout.String())
	lines := strings.Fields(stdout.String())
	require.NotEmpty(t, lines, "%v: %s", err, stderr.String())
	last := lines[len(lines)-1]
	if last == "done" {
		require.NoError(t, err, "%s", stderr.String())
		return 0, true
	}
	require.Error(t, err)
	require.Contains(t, stderr.String(), "openleveldb: out of memory inside LevelDB", "allocation %s", last)
	n, err = strconv.ParseInt(last, 10, 64)
	require.NoError(t, err)
	assert.Greater(t, n, after)
	return n, false
}

func init() {
	// putlarge puts a value for which there is enough memory once, but not twice, as LevelDB needs.
	helpers["putlarge"] = func(args []string) error {
		db, err := Open(args[0], nil)
		if err != nil {
			return err
		}
		const size = 128 << 20
		value := make([]byte, size)
		statm, err := os.ReadFile("/proc/self/statm")
		if err != nil {
			return err
		}
		pages, err := strconv.ParseUint(strings.Fields(string(statm))[0], 10, 64)
		if err != nil {
			return err
		}
		limit := pages*uint64(os.Getpagesize()) + size + size/2
		if err := syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			return err
		}
		if err := db.Put(ctx, "new", value, driver.WriteOptions{}); !errors.Is(err, driver.ErrOutOfMemory) {
			return fmt.Errorf("put: %v", err)
		}
		if err := errors.Join(usable(db), db.Close()); err != nil {
			return err
		}
		fmt.Println("usable")
		return nil
	}
}

// A value that is too large for the available memory is refused. The process continues and writes
// other values.
func TestTooLargeForMemory(t *testing.T) {
	if sanitized {
		t.Skip("sanitizers reserve more addresses than a limit leaves them")
	}
	db := filled(t)
	require.NoError(t, db.Close())
	p := startHelper(t, "putlarge", db.path)
	p.end(t)
	assert.Equal(t, "usable", p.line)
}
