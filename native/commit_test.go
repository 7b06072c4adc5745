package native

import (
	"encoding/binary"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// occupy takes the writer's turn, so that others queue up until release is called.
func occupy(t testing.TB, c *commits) (release func()) {
	t.Helper()
	g, leads, err := c.join(&write{kind: driver.PutEntry})
	require.NoError(t, err)
	require.Nil(t, g, "somebody is writing")
	require.True(t, leads)
	release = sync.OnceFunc(c.next)
	t.Cleanup(release) // otherwise a failed test would hang in Close
	return release
}

// groups describes the waiting groups: the entries of each, in braces if it is synced, or "alone".
func groups(t testing.TB, c *commits) (all []string, waiting int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for g := c.first; g != nil; g = g.next {
		text := "alone"
		waiting++
		if g.packed != nil {
			text = ""
			for rest := *g.packed; len(rest) > 0; waiting++ {
				k := binary.LittleEndian.Uint32(rest[1:])
				text += string(rest[driver.BatchOverhead:][:k])
				rest = rest[driver.BatchOverhead+k+binary.LittleEndian.Uint32(rest[5:]):]
			}
			waiting--
		}
		if g.sync {
			text = "{" + text + "}"
		}
		all = append(all, text)
	}
	return all, waiting
}

// queueUp starts a goroutine that writes, and returns when it waits with the given number of
// entries in the queue.
func queueUp(t testing.TB, c *commits, wg *sync.WaitGroup, waiting int, write func()) {
	t.Helper()
	wg.Go(write)
	require.Eventually(t, func() bool {
		_, n := groups(t, c)
		return n == waiting
	}, time.Minute, 50*time.Microsecond)
}

// Which writes are grouped. Lower-case letters are writes without sync, capitals are synced writes,
// with one key each. Digits are too large to join a group.
func TestCommitGroups(t *testing.T) {
	for _, test := range []struct {
		writes string
		groups []string
	}{
		{"a", []string{"a"}},
		{"A", []string{"{A}"}},
		{"abc", []string{"abc"}},
		{"ABC", []string{"{ABC}"}},
		{"AbcD", []string{"{AbcD}"}},         // a write after a synced one waits for it anyway
		{"abCDe", []string{"ab", "{CDe}"}},   // but no write waits for a later sync
		{"a1b", []string{"a", "alone", "b"}}, // in order of arrival, regardless of size
		{"1AB2c", []string{"alone", "{AB}", "alone", "c"}},
	} {
		t.Run(test.writes, func(t *testing.T) {
			db := openTest(t, nil)
			release := occupy(t, &db.commits)
			var wg sync.WaitGroup
			for i, letter := range test.writes {
				key, value := string(letter), []byte(strconv.Itoa(i))
				if letter < 'A' {
					value = make([]byte, maxJoinSize)
				}
				options := driver.WriteOptions{Sync: letter >= 'A' && letter <= 'Z'}
				queueUp(t, &db.commits, &wg, i+1, func() {
					if i%2 == 0 {
						assert.NoError(t, db.Put(ctx, key, value, options))
						return
					}
					var b driver.Batch
					assert.NoError(t, b.Put(key, value))
					assert.NoError(t, db.Write(ctx, &b, options))
				})
			}
			all, _ := groups(t, &db.commits)
			require.Equal(t, test.groups, all)
			release()
			wg.Wait()
			for i, letter := range test.writes {
				if letter >= 'A' {
					require.Equal(t, strconv.Itoa(i), get(t, db, string(letter), driver.ReadOptions{}))
				} else {
					require.Len(t, get(t, db, string(letter), driver.ReadOptions{}), maxJoinSize)
				}
			}
			occupy(t, &db.commits) // the queue is empty
		})
	}
}

// The sizes above which a write does not join a group, and at which a group is full.
func TestCommitSizes(t *testing.T) {
	largest := make([]byte, maxJoinSize-driver.BatchOverhead-len("k"))
	for name, test := range map[string]struct {
		values [][]byte
		groups []string
	}{
		"write":        {[][]byte{nil, largest}, []string{"kk"}},
		"write+1":      {[][]byte{nil, make([]byte, len(largest)+1), nil}, []string{"k", "alone", "k"}},
		"group":        {[][]byte{largest, largest, largest, largest, largest, largest, largest, largest}, []string{"kkkkkkkk"}},
		"group+1":      {[][]byte{largest, largest, largest, largest, largest, largest, largest, largest, nil}, []string{"kkkkkkkk", "k"}},
		"many of none": {make([][]byte, 100), []string{strings.Repeat("k", 100)}},
	} {
		t.Run(name, func(t *testing.T) {
			db := openTest(t, nil)
			release := occupy(t, &db.commits)
			var wg sync.WaitGroup
			for i, value := range test.values {
				queueUp(t, &db.commits, &wg, i+1, func() { assert.NoError(t, db.Put(ctx, "k", value, driver.WriteOptions{})) })
			}
			all, _ := groups(t, &db.commits)
			require.Equal(t, test.groups, all)
			release()
			wg.Wait()
			require.Len(t, get(t, db, "k", driver.ReadOptions{}), len(test.values[len(test.values)-1]), "the last write is the one that stays")
		})
	}
}

// Writes are applied in order of arrival, within a group and across groups, including deletions and
// batches.
func TestCommitOrder(t *testing.T) {
	db := openTest(t, nil)
	release := occupy(t, &db.commits)
	var batch driver.Batch
	require.NoError(t, batch.Put("b", []byte("early")))
	require.NoError(t, batch.Delete("a"))
	require.NoError(t, batch.Put("b", []byte("late")))
	var wg sync.WaitGroup
	for i, step := range []struct {
		waiting int
		write   func() error
	}{
		{1, func() error { return db.Put(ctx, "a", nil, driver.WriteOptions{}) }},
		{2, func() error { return db.Put(ctx, "c", nil, driver.WriteOptions{}) }},
		{5, func() error { return db.Write(ctx, &batch, driver.WriteOptions{}) }},
		{6, func() error { return db.Delete(ctx, "c", driver.WriteOptions{Sync: true}) }},
		{7, func() error { return db.Put(ctx, "d", []byte("1"), driver.WriteOptions{}) }},
		{8, func() error { return db.Put(ctx, "d", make([]byte, maxJoinSize), driver.WriteOptions{}) }},
		{9, func() error { return db.Put(ctx, "d", []byte("2"), driver.WriteOptions{}) }},
	} {
		queueUp(t, &db.commits, &wg, step.waiting, func() { assert.NoError(t, step.write(), "step %d", i) })
	}
	release()
	wg.Wait()
	assert.Equal(t, []pair{{"b", "late"}, {"d", "2"}}, collect(t, db, driver.Span{}, driver.ReadOptions{}))
}

// Writes run one at a time, in order of arrival. The race detector reports two that are in C++ at
// once.
func TestCommitTurns(t *testing.T) {
	var c commits
	release := occupy(t, &c)
	var turns, want []int
	var wg sync.WaitGroup
	for i := range 200 {
		want = append(want, i)
		alone := &write{kind: packedEntries, value: make([]byte, maxJoinSize+1)}
		queueUp(t, &c, &wg, i+1, func() {
			g, mine, err := c.await(alone)
			if assert.NoError(t, err) && assert.True(t, mine) {
				turns = append(turns, i)
				c.end(g)
			}
		})
	}
	release()
	wg.Wait()
	assert.Equal(t, want, turns)
	assert.False(t, c.writing)
}

// A writer that panics does not affect other writers.
func TestCommitPanic(t *testing.T) {
	var c commits
	small := &write{kind: driver.PutEntry, key: "k"}
	release := occupy(t, &c)
	leader, leads, err := c.join(small)
	require.NoError(t, err)
	require.True(t, leads)
	var joined sync.WaitGroup
	for i := range 3 {
		queueUp(t, &c, &joined, i+2, func() {
			_, mine, err := c.await(small)
			assert.False(t, mine)
			assert.ErrorIs(t, err, errUnfinished)
		})
	}
	next, leads, err := c.join(&write{kind: driver.PutEntry, sync: true})
	require.NoError(t, err)
	require.True(t, leads)
	require.NotSame(t, leader, next)
	release()
	require.PanicsWithValue(t, "write", func() {
		c.begin(leader)
		defer c.end(leader)
		panic("write")
	})
	joined.Wait()
	c.begin(next)
	c.end(next)
	occupy(t, &c)
}

// No write succeeds after one that failed in LevelDB, regardless of the error. A write that did not
// reach LevelDB does not count as failed.
func TestNoWriteAfterAFailure(t *testing.T) {
	for class, ends := range map[error]bool{
		driver.ErrIO: true, driver.ErrCorrupt: true, driver.ErrNotSupported: true, driver.ErrNotFound: true,
		driver.ErrOutOfMemory: false, driver.ErrInvalidArgument: false,
	} {
		var c commits
		failure := &driver.Error{Class: class, Text: "why"}
		require.NoError(t, c.earlierFailure())
		c.wrote(nil)
		require.NoError(t, c.earlierFailure())
		c.wrote(failure)
		err := c.earlierFailure()
		if !ends {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, driver.ErrIO)
		require.ErrorIs(t, err, class)
		require.ErrorContains(t, err, "an earlier write failed")
		require.ErrorContains(t, err, "why")
	}
}

// Close waits for calls that began before it, and refuses later ones immediately.
func TestCloseWhileWritersWait(t *testing.T) {
	db := openTest(t, nil)
	release := occupy(t, &db.commits)
	var wg sync.WaitGroup
	for i := range 100 {
		queueUp(t, &db.commits, &wg, i+1, func() { assert.NoError(t, db.Put(ctx, key(i), nil, driver.WriteOptions{Sync: i%10 == 5})) })
	}
	wg.Go(func() { assert.NoError(t, db.Close()) })
	require.Eventually(t, db.closing.Load, time.Minute, time.Millisecond)
	require.ErrorIs(t, db.Put(ctx, "late", nil, driver.WriteOptions{}), driver.ErrClosed)
	require.ErrorIs(t, db.Delete(ctx, "late", driver.WriteOptions{}), driver.ErrClosed)
	require.ErrorIs(t, db.Write(ctx, &driver.Batch{}, driver.WriteOptions{}), driver.ErrClosed)
	release()
	wg.Wait()
	again := openTestAt(t, db.path, nil)
	count, err := again.Count(ctx, driver.Span{}, driver.ReadOptions{})
	require.NoError(t, err)
	require.EqualValues(t, 100, count)
}

// A write that is too large for LevelDB is refused before it joins a group.
func TestTooLargeWhileWritersWait(t *testing.T) {
	db := openTest(t, nil)
	release := occupy(t, &db.commits)
	var wg sync.WaitGroup
	queueUp(t, &db.commits, &wg, 1, func() { assert.NoError(t, db.Put(ctx, "k", nil, driver.WriteOptions{})) })
	require.ErrorIs(t, db.Put(ctx, "", hugeBytes(t, driver.MaxEntrySize+1), driver.WriteOptions{}), driver.ErrTooLarge)
	release()
	wg.Wait()
	has, err := db.Has(ctx, "k", driver.ReadOptions{})
	require.NoError(t, err)
	require.True(t, has)
}
