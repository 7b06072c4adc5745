package native

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// putsEach is the number of puts per goroutine of the helper writers.
const putsEach = 10

func init() {
	// writers does synced puts in as many goroutines as the second argument states, and prints the
	// number of threads.
	helpers["writers"] = func(args []string) error {
		goroutines, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		db, err := Open(args[0], nil)
		if err != nil {
			return err
		}
		errs := make([]error, goroutines)
		var start, wg sync.WaitGroup
		start.Add(1)
		for i := range goroutines {
			wg.Go(func() {
				start.Wait()
				for n := range putsEach {
					errs[i] = errors.Join(errs[i], db.Put(ctx, fmt.Sprintf("%d-%d", i, n), []byte("value"), driver.WriteOptions{Sync: true}))
				}
			})
		}
		start.Done()
		wg.Wait()
		threads, err := threads() // Go never ends a thread, so this is the maximum
		if err := errors.Join(append(errs, err, db.Close())...); err != nil {
			return err
		}
		fmt.Println(threads)
		return nil
	}
}

// threads returns the number of threads of this process.
func threads() (int, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "\nThreads:")
	line, _, _ := strings.Cut(rest, "\n")
	return strconv.Atoi(strings.TrimSpace(line))
}

// A thousand goroutines that wait for the disk do not use a thousand threads.
func TestThreadsOfSyncedWriters(t *testing.T) {
	const goroutines, most = 1000, 64
	path := filepath.Join(t.TempDir(), "db")
	require.NoError(t, openTestAt(t, path, &Options{CreateIfMissing: true}).Close())
	p := startHelper(t, "writers", path, strconv.Itoa(goroutines))
	p.end(t)
	threads, err := strconv.Atoi(p.line)
	require.NoError(t, err, "%q", p.line)
	t.Logf("%d threads", threads)
	assert.Positive(t, threads)
	assert.Less(t, threads, most)
	db := openTestAt(t, path, nil)
	count, err := db.Count(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	assert.EqualValues(t, putsEach*goroutines, count)
}

// If a group cannot be written, each of its members returns the error.
func TestCommitFails(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "before", "1")
	fillDisk(t, db.path)

	release := occupy(t, &db.commits)
	var batch driver.Batch
	require.NoError(t, batch.Put("batch", nil))
	writes := []struct {
		op    string
		write func() error
	}{
		{"put", func() error { return db.Put(ctx, "a", nil, driver.WriteOptions{}) }},
		{"put", func() error { return db.Put(ctx, "b", nil, driver.WriteOptions{}) }},
		{"delete", func() error { return db.Delete(ctx, "before", driver.WriteOptions{}) }},
		{"write", func() error { return db.Write(ctx, &batch, driver.WriteOptions{}) }},
		{"put", func() error { return db.Put(ctx, "large", make([]byte, maxJoinSize), driver.WriteOptions{}) }},
		{"delete", func() error { return db.Delete(ctx, "before", driver.WriteOptions{Sync: true}) }},
	}
	errs := make([]error, len(writes))
	var wg sync.WaitGroup
	for i, w := range writes {
		queueUp(t, &db.commits, &wg, i+1, func() { errs[i] = w.write() })
	}
	all, _ := groups(t, &db.commits)
	require.Equal(t, []string{"abbeforebatch", "alone", "{before}"}, all)
	release()
	wg.Wait()
	for i := range writes {
		var failure *driver.Error
		require.ErrorAs(t, errs[i], &failure, "write %d", i)
		assert.ErrorIs(t, failure, driver.ErrIO)
		// C capitalizes the first letter.
		assert.Contains(t, failure.Text, unix.ENOSPC.Error()[1:], "write %d", i)
	}
	assert.Equal(t, []pair{{"before", "1"}}, collect(t, db, driver.Span{}, driver.ReadOptions{}))
}

// After a failed write no write succeeds, even if there is space again: LevelDB would write after
// the torn record in its log and lose what it acknowledged. When opened again, the database has
// everything that was acknowledged, and accepts writes.
func TestNoWriteAfterAFailedOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	db := openTestAt(t, path, &Options{CreateIfMissing: true})
	put(t, db, "before", "1")
	makeRoom := fillDisk(t, path)
	require.ErrorIs(t, db.Put(ctx, "x", make([]byte, 1000), driver.WriteOptions{}), driver.ErrIO)
	makeRoom()
	acknowledged := 1
	for i := range 200 {
		err := db.Put(ctx, fmt.Sprint(i), make([]byte, 1000), driver.WriteOptions{Sync: true})
		if err == nil {
			acknowledged++
			continue
		}
		require.ErrorIs(t, err, driver.ErrIO)
		require.ErrorContains(t, err, "open the database to write again")
		require.ErrorContains(t, err, unix.ENOSPC.Error()[1:], "and why")
	}
	value, err := db.Get(ctx, "before", nil, driver.ReadOptions{})
	require.NoError(t, err, "it can be read all the same")
	assert.Equal(t, "1", string(value.Bytes()))
	value.Release()

	// The files as they would be after a kill.
	killed := filepath.Join(t.TempDir(), "killed")
	require.NoError(t, os.CopyFS(killed, os.DirFS(path)))
	for _, path := range []string{killed, path} {
		if path != killed {
			require.NoError(t, db.Close())
		}
		again := openTestAt(t, path, nil)
		count, err := again.Count(ctx, driver.Span{}, driver.ReadOptions{})
		require.NoError(t, err)
		assert.EqualValues(t, acknowledged, count)
		require.NoError(t, again.Put(ctx, "after", nil, driver.WriteOptions{Sync: true}))
	}
}

// fillDisk replaces the log that LevelDB has open by /dev/full, until makeRoom is called.
func fillDisk(t *testing.T, path string) (makeRoom func()) {
	path, err := filepath.EvalSymlinks(path)
	require.NoError(t, err)
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	require.NoError(t, err)
	defer full.Close()
	fds, err := os.ReadDir("/proc/self/fd")
	require.NoError(t, err)
	log := -1
	for _, entry := range fds {
		file, err := os.Readlink(filepath.Join("/proc/self/fd", entry.Name()))
		if err != nil || filepath.Dir(file) != path || filepath.Ext(file) != ".log" {
			continue // the descriptor of ReadDir itself is closed
		}
		require.Negative(t, log, "one log")
		log, err = strconv.Atoi(entry.Name())
		require.NoError(t, err)
	}
	require.GreaterOrEqual(t, log, 0)
	saved, err := unix.FcntlInt(uintptr(log), unix.F_DUPFD_CLOEXEC, 0)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, unix.Close(saved)) })
	require.NoError(t, unix.Dup3(int(full.Fd()), log, unix.O_CLOEXEC))
	return func() { require.NoError(t, unix.Dup3(saved, log, unix.O_CLOEXEC)) }
}
