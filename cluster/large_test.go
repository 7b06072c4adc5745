package cluster

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tikv/client-go/v2/oracle"
	"github.com/tikv/client-go/v2/tikvrpc"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/ndarray"
)

// tiny are options with which a header of an array is in several chunks.
var tiny = &Options{InlineSize: 40, ChunkSize: 50}

func random(seed uint64, n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{byte(seed)})
	_, _ = r.Read(b)
	return b
}

// Values of every size around the bounds of inline values and chunks are read as they were written,
// by every call.
func TestSizes(t *testing.T) {
	m := newMock(t)
	db := m.mustOpen(t, "test", tiny)
	s := db.Driver()
	sizes := []int{0, 1, 39, 40, 41, 49, 50, 51, 99, 100, 101, 1000}
	want := map[string][]byte{}
	var keys []string
	for i, size := range sizes {
		key := fmt.Sprintf("%02d", i)
		keys, want[key] = append(keys, key), random(uint64(i), size)
		require.NoError(t, s.Put(t.Context(), key, want[key], driver.WriteOptions{}))
	}
	for _, key := range keys {
		for _, buf := range [][]byte{nil, make([]byte, 50), make([]byte, 2000)} {
			v, err := s.Get(t.Context(), key, buf, driver.ReadOptions{})
			require.NoError(t, err)
			require.True(t, bytes.Equal(want[key], v.Bytes()), key)
		}
	}
	check := func(c driver.Cursor, err error) {
		require.NoError(t, err)
		defer c.Close()
		seen := 0
		for {
			p, err := c.Next(t.Context())
			require.NoError(t, err)
			if p == nil {
				break
			}
			for i := range p.Len() {
				v, err := p.Value(i)
				require.NoError(t, err)
				require.True(t, bytes.Equal(want[p.Key(i)], v.Bytes()), p.Key(i))
				seen++
			}
		}
		require.Equal(t, len(keys), seen)
	}
	check(s.Scan(t.Context(), driver.Span{}, driver.ReadOptions{}))
	check(s.Scan(t.Context(), driver.Span{Reverse: true}, driver.ReadOptions{}))
	check(s.Lookup(t.Context(), keys, driver.ReadOptions{}))
	size, err := db.ApproximateSize(nil)
	require.NoError(t, err)
	require.EqualValues(t, 2*len(keys)+0+1+39+40+41+49+50+51+99+100+101+1000, size)
}

// Arrays whose headers are in several chunks are gathered, and other values are left alone.
func TestGatherChunks(t *testing.T) {
	for _, o := range []*Options{tiny, {InlineSize: 100, ChunkSize: 300}, {}} {
		db := newMock(t, space(1).data("row/0100")).mustOpen(t, "test", o)
		var keys []string
		for i := range 300 {
			elements := make([]float32, 100)
			for j := range elements {
				elements[j] = float32(1000*i + j)
			}
			a, err := ndarray.FromSlice(elements, -1)
			require.NoError(t, err)
			key := fmt.Sprintf("row/%04d", i)
			keys = append(keys, key)
			require.NoError(t, db.Put(key, a))
		}
		require.NoError(t, db.Put("text", strings.Repeat("x", 600)))
		other, err := ndarray.FromSlice(make([]float32, 99), -1)
		require.NoError(t, err)
		require.NoError(t, db.Put("short", other))
		ints, err := ndarray.FromSlice(make([]int32, 100), -1)
		require.NoError(t, err)
		require.NoError(t, db.Put("ints", ints))
		rand.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		tensor, err := db.Gather(keys, nil)
		require.NoError(t, err)
		elements, err := ndarray.View[float32](tensor)
		require.NoError(t, err)
		for i, key := range keys {
			var n int
			_, err := fmt.Sscanf(key, "row/%d", &n)
			require.NoError(t, err)
			require.Equal(t, float32(1000*n+99), elements[100*i+99])
		}

		stored, err := db.AppendRaw(nil, "row/0007")
		require.NoError(t, err)
		header, row := stored[:len(stored)-400], stored[len(stored)-400:]
		rows := bytes.Repeat([]byte{1}, 6*400)
		states, err := db.Driver().Gather(t.Context(), []string{"row/0007", "none", "text", "short", "ints", "row/0007"}, header, rows, driver.ReadOptions{})
		require.NoError(t, err)
		require.Equal(t, []driver.RowState{
			driver.RowCopied, driver.RowMissing, driver.RowDifferent, driver.RowDifferent, driver.RowDifferent, driver.RowCopied,
		}, states)
		require.Equal(t, row, rows[:400])
		require.Equal(t, bytes.Repeat([]byte{1}, 4*400), rows[400:5*400], "other places are unchanged")
		require.Equal(t, row, rows[5*400:])
	}
}

// ReadRows reads the chunks of its rows only.
func TestReadRows(t *testing.T) {
	m := newMock(t)
	db := m.mustOpen(t, "test", &Options{InlineSize: 1000, ChunkSize: 1000})
	elements := make([]int32, 100_000)
	for i := range elements {
		elements[i] = int32(i)
	}
	a, err := ndarray.FromSlice(elements, -1, 10)
	require.NoError(t, err)
	require.NoError(t, db.Put("array", a))
	require.NoError(t, db.Put("small", "text"))
	chunks := 0
	m.requests.hook(func(_ context.Context, r *tikvrpc.Request) error {
		if r.Type == tikvrpc.CmdBatchGet {
			chunks += len(r.BatchGet().Keys)
		}
		return nil
	}, nil)
	dst := make([]int32, 100_000)
	for _, c := range []struct{ first, last, most int }{
		{0, 1, 1}, {0, 21, 1}, {9999, 10_000, 2}, {5000, 5025, 3}, {5000, 5000, 1}, {100, 600, 23},
	} {
		chunks = 0
		n, err := leveldb.ReadRows(db, "array", c.first, c.last, dst)
		require.NoError(t, err)
		require.Equal(t, elements[10*c.first:10*c.last], dst[:n])
		require.LessOrEqual(t, chunks, c.most, "%+v", c)
	}
	n, err := leveldb.ReadInto(db, "array", dst)
	require.NoError(t, err)
	require.Equal(t, elements, dst[:n])
	_, err = leveldb.ReadRows(db, "array", 5, 10_001, dst)
	require.ErrorIs(t, err, ndarray.ErrIndex)
	_, err = leveldb.ReadRows(db, "none", 0, 1, dst)
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	_, err = leveldb.ReadRows(db, "small", 0, 1, dst)
	require.ErrorContains(t, err, "not ndarray")
}

// A reader of an array reads each chunk once, however many bytes are read at a time.
func TestReadArrayOnce(t *testing.T) {
	m := newMock(t)
	db := m.mustOpen(t, "test", &Options{InlineSize: 1000, ChunkSize: 1000})
	elements := make([]int32, 2500)
	for i := range elements {
		elements[i] = int32(i)
	}
	a, err := ndarray.FromSlice(elements, -1, 10)
	require.NoError(t, err)
	require.NoError(t, db.Put("array", a))
	s := db.Driver().(*store)
	_, h, _, err := s.find(t.Context(), "array", driver.ReadOptions{}, false)
	require.NoError(t, err)
	var want []byte
	for _, size := range []int{0, 1, 7, 999, 1000, 1001, 1500, 3333, 20_000} {
		chunks := 0
		m.requests.hook(func(_ context.Context, r *tikvrpc.Request) error {
			if r.Type == tikvrpc.CmdBatchGet {
				chunks += len(r.BatchGet().Keys)
			}
			return nil
		}, nil)
		var got []byte
		err := s.ReadArray(t.Context(), "array", 0, -1, driver.ReadOptions{}, func(_ driver.ArrayHead, r io.Reader) (err error) {
			if size == 0 {
				want, err = io.ReadAll(r)
				return err
			}
			p := make([]byte, size)
			for {
				n, err := r.Read(p)
				got = append(got, p[:n]...)
				if err == io.EOF {
					return nil
				} else if err != nil {
					return err
				}
				require.Positive(t, n)
			}
		})
		require.NoError(t, err)
		require.Equal(t, h.chunks(), chunks, "size %d", size)
		if size > 0 {
			require.Equal(t, want, got, "size %d", size)
		}
	}
	require.Len(t, want, 4*len(elements))
	require.Equal(t, []byte{0, 0, 0, 0, 1, 0, 0, 0}, want[:8])
}

// A large value that is replaced between the reading of its head and of its chunks is read again.
func TestReplacedWhileRead(t *testing.T) {
	m := newMock(t)
	db := m.mustOpen(t, "test", tiny)
	require.NoError(t, db.Put("k", strings.Repeat("a", 1000)))
	replacing := false
	m.requests.hook(nil, func(r *tikvrpc.Request) error {
		if r.Type == tikvrpc.CmdGet && !replacing {
			replacing = true
			return db.Put("k", strings.Repeat("b", 1000))
		}
		return nil
	})
	value, err := db.Get("k")
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("b", 1000), value)
	require.True(t, replacing)
}

// A replaced or deleted large value leaves nothing behind in the current state, and a snapshot
// still has it.
func TestReplaceLarge(t *testing.T) {
	m := newMock(t)
	db := m.mustOpen(t, "test", tiny)
	c := db.Driver().(*store).db.client
	large := strings.Repeat("large", 100)
	require.NoError(t, db.Put("k", large))
	require.Equal(t, 3+11, m.keys(t, c, 1))
	snapshot, err := db.Snapshot()
	require.NoError(t, err)
	defer snapshot.Close()
	require.NoError(t, db.Put("k", "small"))
	require.Equal(t, 1, m.keys(t, c, 1))
	value, err := snapshot.Get("k")
	require.NoError(t, err)
	require.Equal(t, large, value)
	require.NoError(t, db.Put("k", large))
	require.NoError(t, db.Put("k", large+large))
	require.Equal(t, 3+21, m.keys(t, c, 1))
	b := db.NewBatch()
	for _, v := range []string{large, "small", large, large + large} {
		require.NoError(t, b.Put("k", v))
	}
	require.NoError(t, b.Write())
	require.Equal(t, 3+21, m.keys(t, c, 1), "only the last entry of a key is written")
	require.NoError(t, db.Delete("k"))
	require.Zero(t, m.keys(t, c, 1))
}

// Compact removes the chunks of a writer that died before it wrote the head, and those that another
// process did not know when it replaced the value. It does not remove those of a living writer.
func TestSweep(t *testing.T) {
	m := newMock(t)
	handle := m.mustOpen(t, "test", tiny)
	other := m.mustOpen(t, "test", tiny) // does not know yet that there are large values
	db := handle.Driver().(*store).db
	large := strings.Repeat("large", 100)
	require.NoError(t, handle.Put("kept", large))
	require.NoError(t, handle.Put("replaced", large))
	require.NoError(t, other.Put("replaced", "small"))
	require.False(t, other.Driver().(*store).db.chunked.Load())
	const kept, replaced, head = 3 + 11, 1 + 1 + 12, 12
	require.Equal(t, kept+replaced, m.keys(t, db.client, 1))

	u := &upload{key: "lost", value: []byte("s" + large), head: newHead(tiny, 501)}
	require.NoError(t, db.upload(t.Context(), []*upload{u}))
	require.Equal(t, kept+replaced+head, m.keys(t, db.client, 1))
	require.NoError(t, db.sweep(t.Context(), abandonedAfter))
	require.Equal(t, kept+replaced+head, m.keys(t, db.client, 1), "the writer may be at work")
	require.NoError(t, db.sweep(t.Context(), -time.Hour))
	require.Equal(t, kept+1, m.keys(t, db.client, 1))

	// The writer was not dead. Its transaction must fail: the chunks are gone.
	err := db.commit(t.Context(), []entry{{key: "lost", value: u.value, large: u}}, []*upload{u})
	require.ErrorIs(t, err, errSwept)
	_, err = handle.Get("lost")
	require.ErrorIs(t, err, leveldb.ErrNotFound)

	value, err := handle.Get("kept")
	require.NoError(t, err)
	require.Equal(t, large, value)
	value, err = handle.Get("replaced")
	require.NoError(t, err)
	require.Equal(t, "small", value)
}

// newHead returns the head of a value that is to be uploaded.
func newHead(o *Options, size int) head { return head{size: uint64(size), chunk: uint32(o.ChunkSize)} }

// A writer whose chunks a Compact removes, because it takes the writer for dead, writes them again.
func TestSweptWhileWritten(t *testing.T) {
	m := newMock(t)
	handle := m.mustOpen(t, "test", tiny)
	db := handle.Driver().(*store).db
	require.NoError(t, db.markChunked(t.Context()))
	large := strings.Repeat("large", 100)
	sweeps := 0
	m.requests.hook(func(ctx context.Context, r *tikvrpc.Request) error {
		if sweeps < 2 && writesData(r) {
			sweeps++
			return db.sweep(ctx, -time.Hour)
		}
		return nil
	}, nil)
	require.NoError(t, handle.Put("k", large))
	require.Equal(t, 2, sweeps)
	m.requests.hook(nil, nil)
	value, err := handle.Get("k")
	require.NoError(t, err)
	require.Equal(t, large, value)
	require.NoError(t, db.sweep(t.Context(), -time.Hour))
	require.Equal(t, 3+11, m.keys(t, db.client, 1))
}

// writesData reports whether a request is the first phase of the transaction that writes a head.
func writesData(r *tikvrpc.Request) bool {
	if r.Type == tikvrpc.CmdPrewrite {
		for _, mutation := range r.Prewrite().Mutations {
			if mutation.Key[prefixSize-1] == kindData {
				return true
			}
		}
	}
	return false
}

// A large value whose chunks were not answered was not written.
func TestUploadHangs(t *testing.T) {
	m := newMock(t)
	db := m.mustOpen(t, "test", &Options{InlineSize: 10, Timeout: time.Second})
	require.NoError(t, db.Put("k", strings.Repeat("large", 10)))
	m.requests.hook(hang(tikvrpc.CmdPrewrite), nil)
	err := db.Put("k", strings.Repeat("larger", 10))
	require.NotErrorIs(t, err, ErrOutcomeUnknown)
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
	m.requests.hook(nil, nil)
	value, err := db.Get("k")
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("large", 10), value)
}

// A write of a large value that fails leaves no chunks.
func TestFailedLarge(t *testing.T) {
	m := newMock(t)
	db := m.mustOpen(t, "test", tiny)
	c := db.Driver().(*store).db.client
	m.requests.hook(func(ctx context.Context, r *tikvrpc.Request) error {
		if writesData(r) {
			<-ctx.Done()
			return ctx.Err()
		}
		return nil
	}, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, db.WithContext(ctx).Put("k", strings.Repeat("large", 100)), context.DeadlineExceeded)
	m.requests.hook(nil, nil)
	require.Eventually(t, func() bool { return m.keys(t, c, 1) == 0 }, 5*time.Second, 10*time.Millisecond)
}

// The records of a batch of large values are renewed while some of them have none yet.
func TestRenewRecords(t *testing.T) {
	m := newMock(t)
	db := m.mustOpen(t, "test", tiny).Driver().(*store).db
	first, second := newUpload(t, db, "first"), newUpload(t, db, "second")
	require.NoError(t, db.uploadChunk(t.Context(), first, 0))
	r := &renewal{db: db, uploads: []*upload{first, second}}
	require.NoError(t, r.renew(t.Context()))
	v, err := db.client.viewNow(t.Context())
	require.NoError(t, err)
	stored, err := db.values(t.Context(), v, [][]byte{db.space.record(first.id), db.space.record(second.id)})
	require.NoError(t, err)
	require.NotNil(t, stored[0])
	require.Nil(t, stored[1])
	renewed, err := parseRecord(stored[0])
	require.NoError(t, err)
	require.Greater(t, renewed.ts, timeOfID(first.id))
}

// A writer that was suspended for longer than a Compact waits does not use its chunks.
func TestSuspendedWriter(t *testing.T) {
	m := newMock(t)
	db := m.mustOpen(t, "test", tiny).Driver().(*store).db
	require.NoError(t, db.markChunked(t.Context()))
	u := newUpload(t, db, "k")
	ago := oracle.GoTimeToTS(oracle.GetTimeFromTS(timeOfID(u.id)).Add(-2 * tooOld))
	id := u.id
	u.id = newID(ago)
	require.ErrorIs(t, db.uploadChunk(t.Context(), u, 0), errSwept)
	u.id = id
	for number := range u.chunks() {
		require.NoError(t, db.uploadChunk(t.Context(), u, number))
	}
	old := u.record(ago)
	require.NoError(t, db.repeat(t.Context(), func(ctx context.Context) error {
		tx, err := db.client.begin(ctx)
		require.NoError(t, err)
		require.NoError(t, tx.Set(db.space.record(u.id), old.stored()))
		return tx.commit(ctx, false)
	}))
	require.ErrorIs(t, db.commit(t.Context(), []entry{{key: "k", value: u.value, large: u}}, []*upload{u}), errSwept)
}

// newUpload returns a large value of which nothing is written yet.
func newUpload(t testing.TB, db *database, key string) *upload {
	t.Helper()
	value := random(1, 120)
	u := &upload{key: key, value: value, head: head{size: uint64(len(value)), chunk: uint32(db.options.ChunkSize)}}
	var err error
	u.id, err = db.newID(t.Context())
	require.NoError(t, err)
	return u
}

// A transaction removes a limited number of chunks. Compact removes the others, and none that are
// in use.
func TestManyChunksRemoved(t *testing.T) {
	m := newMock(t)
	handle := m.mustOpen(t, "test", &Options{InlineSize: 10, ChunkSize: 16})
	db := handle.Driver().(*store).db
	value := random(2, 16*(maxRemoved/2+1)-10)
	require.NoError(t, handle.Put("first", value))
	require.NoError(t, handle.Put("second", value))
	require.NoError(t, handle.Put("third", value))
	before := m.keys(t, db.client, 1)
	n, err := handle.DeleteRange(&leveldb.Range{Stop: "third"})
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Less(t, m.keys(t, db.client, 1), before)
	require.Greater(t, m.keys(t, db.client, 1), before/2)
	require.NoError(t, db.sweep(t.Context(), -time.Hour))
	require.InDelta(t, before/3, m.keys(t, db.client, 1), 3)
	got, err := handle.Get("third")
	require.NoError(t, err)
	require.Equal(t, value, got)
}

// If an attempt was committed although it seemed to conflict, the next one keeps its chunks.
func TestAttemptedTwice(t *testing.T) {
	m := newMock(t)
	handle := m.mustOpen(t, "test", tiny)
	db := handle.Driver().(*store).db
	require.NoError(t, db.markChunked(t.Context()))
	u := newUpload(t, db, "k")
	require.NoError(t, db.upload(t.Context(), []*upload{u}))
	for range 2 {
		require.NoError(t, db.attempt(t.Context(), []entry{{key: "k", value: u.value, large: u}}, []*upload{u}))
	}
	stored, err := handle.AppendRaw(nil, "k")
	require.NoError(t, err)
	require.Equal(t, u.value, stored)
}

// The header of an array may be longer than a chunk.
func TestLongHeader(t *testing.T) {
	db := newMock(t).mustOpen(t, "test", tiny)
	elements := []float32{1, 2, 3, 4, 5, 6}
	require.NoError(t, leveldb.PutArray(db, "a", elements, 3, 2))
	stored, err := db.AppendRaw(nil, "a")
	require.NoError(t, err)
	header := stored[:len(stored)-4*len(elements)]
	require.Greater(t, len(header), 2*tiny.ChunkSize)

	part, err := db.Driver().(driver.PartReader).ReadPart(t.Context(), "a", driver.Part{Offset: int64(len(header)) + 8, Run: 8}, driver.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, driver.ValuePart{Size: int64(len(stored)), Header: header, Bytes: stored[len(header)+8:][:8]}, part)

	var head driver.ArrayHead
	err = db.Driver().(driver.ArrayReader).ReadArray(t.Context(), "a", 1, 2, driver.ReadOptions{}, func(h driver.ArrayHead, r io.Reader) error {
		head = driver.ArrayHead{Header: bytes.Clone(h.Header), Rows: h.Rows, Size: h.Size}
		rows, err := io.ReadAll(r)
		require.Equal(t, stored[len(header)+8:][:8], rows)
		return err
	})
	require.NoError(t, err)
	require.Equal(t, driver.ArrayHead{Header: header, Rows: true, Size: 8}, head)

	// A damaged header has no end.
	require.NoError(t, db.PutRaw("damaged", append([]byte("n\x93NUMPY\x02\x00\xff\xff\x0f\x00"), make([]byte, 1000)...)))
	part, err = db.Driver().(driver.PartReader).ReadPart(t.Context(), "damaged", driver.Part{}, driver.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, driver.ValuePart{Size: 1013, Header: []byte("n")}, part)
}
