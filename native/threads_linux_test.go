package native

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Thousands of reads from a disk that does not respond use a bounded number of threads. The disk is
// a named pipe in place of a table: opening it blocks until it is opened for writing.
func TestSlowReadsBoundThreads(t *testing.T) {
	db := openTest(t, nil)
	fill(t, db)
	require.NoError(t, db.Compact(ctx, "", ""))
	require.NoError(t, db.Close())
	tables, err := filepath.Glob(filepath.Join(db.path, "*.ldb"))
	require.NoError(t, err)
	require.NotEmpty(t, tables)
	db = openTestAt(t, db.path, nil)
	for _, table := range tables { // LevelDB opens a table when it is first read
		require.NoError(t, os.Remove(table))
		require.NoError(t, unix.Mkfifo(table, 0o644))
	}
	const calls = 3000
	before, err := threads()
	require.NoError(t, err)
	var wg sync.WaitGroup
	for i := range calls {
		wg.Go(func() {
			var err error
			switch i % 4 {
			case 0:
				_, err = db.Get(ctx, key(i%100), nil, driver.ReadOptions{})
			case 1:
				_, err = db.Pin(ctx, key(i%100), driver.ReadOptions{})
			case 2:
				var it driver.Cursor
				if it, err = db.Scan(ctx, driver.Span{}, driver.ReadOptions{}); err == nil {
					_, err = it.Next(ctx)
					it.Close()
				}
			default:
				_, err = db.Gather(ctx, []string{key(i % 100)}, nil, nil, driver.ReadOptions{})
			}
			assert.Error(t, err, "a pipe is no table")
		})
	}
	answered := make(chan struct{})
	go func() {
		wg.Wait()
		close(answered)
	}()
	require.Eventually(t, func() bool { return reads.count.Load() == calls }, 20*time.Second, time.Millisecond)
	during, err := threads()
	require.NoError(t, err)
	assert.Less(t, during, before+1000)
	for {
		for _, table := range tables { // unblocks the reads that wait to open it
			if fd, err := unix.Open(table, unix.O_WRONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0); err == nil {
				require.NoError(t, unix.Close(fd))
			}
		}
		select {
		case <-answered:
			return
		case <-time.After(time.Millisecond):
		}
	}
}
