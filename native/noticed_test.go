package native

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dblock"
	"github.com/openleveldb/openleveldb/internal/leak"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// The error names the holders of a database in another process, whether they write or read.
func TestHoldersInOtherProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 10)
	program := "" // also of the helpers
	if comm, err := os.ReadFile("/proc/self/comm"); err == nil {
		program = strings.TrimSpace(string(comm))
	}
	writer := startHelper(t, "hold", path)
	require.Equal(t, "<nil>", writer.line)
	holders, err := dblock.Holders(path)
	require.NoError(t, err)
	require.Equal(t, []dblock.Holder{{Process: writer.pid(), Name: program}}, named(holders))
	_, err = Open(path, nil)
	require.ErrorIs(t, err, driver.ErrLocked)
	if program != "" {
		require.ErrorContains(t, err, fmt.Sprintf("process %d (%s) has the database open", writer.pid(), program))
	}
	writer.end(t)
	holders, err = dblock.Holders(path)
	require.NoError(t, err)
	require.Empty(t, holders)

	first := startHelper(t, "read", path)
	require.Equal(t, "<nil>", first.line)
	holders, err = dblock.Holders(path)
	require.NoError(t, err)
	require.Equal(t, []dblock.Holder{{Process: first.pid(), Name: program, Reading: true}}, named(holders))

	// In this process, too.
	own := openTestAt(t, path, &Options{ReadOnly: true})
	holders, err = dblock.Holders(path)
	require.NoError(t, err)
	require.Contains(t, holders, dblock.Holder{Process: os.Getpid(), Name: program, Reading: true})
	require.NoError(t, own.Close())
}

// named returns the holders that the system reports. Only Linux reports all of them.
func named(holders []dblock.Holder) []dblock.Holder {
	var all []dblock.Holder
	for _, h := range holders {
		if h.Process > 0 {
			all = append(all, h)
		}
	}
	return all
}

// An iterator or snapshot that was not closed is released while its database stays open.
func TestForgottenWhileOpen(t *testing.T) {
	reported := make(chan string, 16)
	before := leak.SetReporter(func(what, _ string) { reported <- what })
	defer func() { leak.SetReporter(before) }()
	db := openTest(t, nil)
	for i := range 1000 { // more than one page, otherwise there is nothing to release
		put(t, db, key(i), "v")
	}
	handles := LiveHandles()
	forgetPart(t, db)
	require.Eventually(t, func() bool {
		runtime.GC()
		return LiveHandles() == handles
	}, time.Minute, 10*time.Millisecond)
	whats := []string{<-reported, <-reported}
	require.ElementsMatch(t, []string{"an iterator of " + db.path, "a snapshot of " + db.path}, whats)
	require.Equal(t, "v", get(t, db, key(0), driver.ReadOptions{}))
}

//go:noinline
func forgetPart(t *testing.T, db *DB) {
	it, err := db.Scan(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	_, err = it.Next(ctx)
	require.NoError(t, err)
	_, err = db.Snapshot(ctx)
	require.NoError(t, err)
}

// Every read of a closed database is refused, with and without keys.
func TestGatherAfterClose(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "k", "v1")
	snapshot, err := db.Snapshot(ctx)
	require.NoError(t, err)
	states, err := snapshot.Gather(ctx, []string{"k", "none"}, []byte("v"), make([]byte, 2), driver.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, []driver.RowState{driver.RowCopied, driver.RowMissing}, states)
	require.NoError(t, snapshot.Close())
	for _, keys := range [][]string{nil, {"k"}} {
		_, err = snapshot.Gather(ctx, keys, []byte("v"), make([]byte, len(keys)), driver.ReadOptions{})
		require.ErrorIs(t, err, driver.ErrClosed)
	}
	require.NoError(t, db.Close())
	for _, keys := range [][]string{nil, {"k"}} {
		_, err = db.Gather(ctx, keys, []byte("v"), make([]byte, len(keys)), driver.ReadOptions{})
		require.ErrorIs(t, err, driver.ErrClosed)
	}
}

func TestAbsolutePathWithoutWorkingDirectory(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "gone")
	require.NoError(t, os.Mkdir(directory, 0o755))
	t.Chdir(directory)
	absolute, err := AbsolutePath("a/../b")
	require.NoError(t, err)
	require.Equal(t, directory+"/a/../b", absolute)
	require.NoError(t, os.Remove(directory))
	_, err = AbsolutePath("db")
	require.ErrorIs(t, err, driver.ErrIO)
	require.ErrorContains(t, err, "use an absolute path")
	absolute, err = AbsolutePath(directory)
	require.NoError(t, err)
	require.Equal(t, directory, absolute)
}
