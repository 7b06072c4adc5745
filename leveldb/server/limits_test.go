package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// A client gets its share and no more. While it waits, other clients get theirs. In the end it is
// refused.
func TestBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(100, 60)
		first, again, other := b.account("a"), b.account("a"), b.account("b")
		require.NoError(t, first.take(t.Context(), 50))
		require.ErrorIs(t, again.take(t.Context(), 61), leveldb.ErrTooLarge)
		refused := make(chan error, 1)
		go func() { refused <- again.take(t.Context(), 20) }()
		synctest.Wait()
		require.NoError(t, other.take(t.Context(), 50), "who waits for its share keeps nobody waiting")
		require.False(t, other.tryTake(1))
		require.ErrorIs(t, <-refused, wire.ErrBusy)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, again.take(ctx, 20), wire.ErrBusy)
		granted := make(chan error, 1)
		go func() { granted <- again.take(t.Context(), 20) }()
		synctest.Wait()
		first.release(10)
		synctest.Wait()
		other.close()
		require.NoError(t, <-granted)
		first.close()
		first.close()
		again.close()
		require.Empty(t, b.clients)
		require.True(t, b.account("c").tryTake(60))
	})
}

// A lease cannot be renewed beyond its maximum lifetime.
func TestLeaseEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := newLeases[int](leaseLimits{most: 9, each: 2, idle: 9, idleEach: 9, longest: 10 * time.Minute})
		mine := owner{"db", "me"}
		ended := false
		l, err := table.add(1, mine, "me", nil, func() { ended = true })
		require.NoError(t, err)
		table.release(l, time.Minute)
		for began := time.Now(); time.Since(began) < 10*time.Minute-time.Second; time.Sleep(30 * time.Second) {
			require.NoError(t, table.renew(l.id, mine, time.Minute))
		}
		time.Sleep(time.Second)
		synctest.Wait()
		require.True(t, ended)
		require.Equal(t, wire.ErrExpired, table.renew(l.id, mine, time.Minute))
		require.Empty(t, table.clients)
	})
}

// Eviction ends an unused lease of the client with the most leases. Leases in use stay.
func TestLeasesEvict(t *testing.T) {
	table := newLeases[int](leaseLimits{most: 9, each: 9, idle: math.MaxInt, idleEach: math.MaxInt, longest: -1})
	var ended []int
	for i, client := range []string{"a", "b", "b", "b"} {
		l, err := table.add(i, owner{"db", client}, client, nil, func() { ended = append(ended, i) })
		require.NoError(t, err)
		if i != 1 {
			table.release(l, time.Duration(10-i)*time.Hour)
		}
	}
	for range 3 {
		require.True(t, table.evict())
	}
	require.Equal(t, []int{3, 2, 0}, ended)
	require.False(t, table.evict())
}

// Databases held open by snapshots do not prevent others from being opened.
func TestSnapshotsDoNotFillDirectory(t *testing.T) {
	root := safetyRoot(t)
	for _, name := range []string{"a", "b", "c"} {
		safetyMake(t, filepath.Join(root, name))
	}
	d := safetyDirectory(t, root, &DirectoryOptions{MaxOpen: 2})
	h := NewHandler(d, &HandlerOptions{Logger: serverQuiet()})
	t.Cleanup(func() { assert.NoError(t, h.Close()) })
	var stores []driver.Store
	for _, name := range []string{"a", "b"} {
		db, release, err := h.acquire(name, false)
		require.NoError(t, err)
		store, err := db.Driver().Snapshot(ctx)
		require.NoError(t, err)
		stores = append(stores, store)
		l, err := h.snapshots.add(store, owner{name, ""}, "client", nil, func() {
			assert.NoError(t, store.Close())
			release()
		})
		require.NoError(t, err)
		h.snapshots.release(l, time.Hour)
	}
	_, release, err := h.acquire("c", false)
	require.NoError(t, err)
	release()
	require.Equal(t, 1, h.snapshots.len())
	_, err = stores[0].Has(ctx, "k", leveldb.ReadOptions{})
	require.ErrorIs(t, err, leveldb.ErrClosed)
}

// Uploads that stall reserve memory only for what has arrived, and do not block other writers.
func TestDrippingUploads(t *testing.T) {
	s := safetyServe(t, nil, nil)
	for range 20 {
		s.dial("POST /setitem?dbpath=db&key=slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\ns")
	}
	s.busy(20)
	large := "s" + strings.Repeat("v", 8<<20)
	require.Equal(t, 200, s.python("POST", "setitem", "dbpath=db&key=large", large, nil).status)
	require.Equal(t, large, s.get("db", "large", nil).body)
	require.NoError(t, s.handler.Close())
}

// After a request with two Content-Length headers, the rest is not read as another request.
func TestTwoLengths(t *testing.T) {
	s := safetyServe(t, nil, nil)
	conn := s.dial("POST /setitem?dbpath=db&key=k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 70\r\nTransfer-Encoding: chunked\r\n\r\n" +
		"2\r\nsx\r\n0\r\n\r\n" + "DELETE /delitem?dbpath=db&key=k HTTP/1.1\r\nHost: localhost\r\n\r\n")
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(safetyPatience)))
	text, _ := io.ReadAll(conn) // may end with a connection reset
	require.Equal(t, 1, strings.Count(string(text), "HTTP/1.1 "), "%s", text)
	require.Contains(t, string(text), "Connection: close")
	require.Equal(t, "sx", s.get("db", "k", nil).body)
	require.NoError(t, s.stop())
}

// The properties of a sub-database do not reveal the rest of the database.
func TestPropertiesOfPart(t *testing.T) {
	s := serverStart(t, nil)
	require.NoError(t, s.db.Put("hidden key", 1))
	require.NoError(t, s.db.Compact(nil))
	s.handler.databases = Opened{"whole": s.db, "part": s.db.Sub("part/")}
	all := string(s.must(wire.CallProperty, "whole", wire.Options{}, []byte("leveldb.sstables")))
	require.Contains(t, all, "hidden key")
	text, err := s.call(wire.CallProperty, "part", wire.Options{}, []byte("leveldb.sstables"))
	require.NotContains(t, string(text), "hidden")
	require.ErrorContains(t, err, "outside the served sub-database")
	_, err = s.call(wire.CallProperty, "part", wire.Options{}, []byte("leveldb.none"))
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	s.must(wire.CallProperty, "part", wire.Options{}, []byte("leveldb.stats"))
	s.must(wire.CallProperty, "part", wire.Options{}, []byte("leveldb.num-files-at-level0"))
}

// The bytes of a memory-mapped table do not count as allocated memory. Other bytes do.
func TestOnHeap(t *testing.T) {
	require.True(t, onHeap(bytes.Repeat([]byte{1}, 100_000)))
	path := filepath.Join(safetyRoot(t), "db")
	db, err := leveldb.Open(path, leveldb.LargeArrays())
	require.NoError(t, err)
	require.NoError(t, db.Put("k", make([]byte, 1<<20)))
	require.NoError(t, db.Compact(nil))
	value, err := db.Driver().Pin(ctx, "k", leveldb.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, pagemap() == nil, onHeap(value.Bytes()), "tables are mapped")
	value.Release()
	require.NoError(t, db.Close())
	require.True(t, onHeap(driver.ValueOf(bytes.Repeat([]byte{1}, 1<<20)).Bytes()))
}

// A client's share of the memory limits bodies too.
func TestBodyBeyondShare(t *testing.T) {
	s := safetyServe(t, &HandlerOptions{MaxMemory: 64 << 20}, nil)
	o := s.handler.options
	require.Less(t, o.MaxBody, int64(16<<20))
	conn := s.dial(fmt.Sprintf("POST /v1/put?db=db HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", wire.ContentType, o.MaxBody+1))
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(safetyPatience)))
	status := make([]byte, len("HTTP/1.1 413"))
	_, err := io.ReadFull(conn, status)
	require.NoError(t, err)
	require.Equal(t, "HTTP/1.1 413", string(status))
	require.NoError(t, conn.Close())
	require.Equal(t, 200, s.python("POST", "setitem", "dbpath=db&key=k", strings.Repeat("s", int(o.MaxBody)), nil).status)
	require.NoError(t, s.stop())
}
