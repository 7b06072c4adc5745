package leveldb_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// floats returns n values that do not compress.
func floats(n int, seed uint64) []float32 {
	rng := rand.New(rand.NewPCG(seed, 0))
	data := make([]float32, n)
	for i := range data {
		data[i] = rng.Float32()
	}
	return data
}

func putArray[T ndarray.Element](t testing.TB, db *leveldb.DB, key string, data []T, shape ...int) {
	t.Helper()
	if len(shape) == 0 {
		shape = []int{-1}
	}
	a, err := ndarray.FromSlice(data, shape...)
	require.NoError(t, err)
	require.NoError(t, db.Put(key, a))
}

// Every way to read returns the same elements, from the memtable, from a mapped table and from a
// compressed block, for sizes around every threshold.
func TestArrayPaths(t *testing.T) {
	for _, compression := range []leveldb.Compression{leveldb.NoCompression, leveldb.SnappyCompression} {
		db := openTest(t, &leveldb.Options{Compression: compression}).Sub("arrays/")
		want := map[string][]float32{}
		for shift := range 19 {
			for _, n := range []int{1<<shift - 1, 1 << shift, 1<<shift + 1} {
				key := fmt.Sprintf("random %d", n)
				want[key] = floats(n, uint64(n))
				putArray(t, db, key, want[key])
				key = fmt.Sprintf("zeros %d", n)
				want[key] = make([]float32, n)
				putArray(t, db, key, want[key])
			}
		}
		check := func() {
			t.Helper()
			dst := make([]float32, 1<<19)
			for key, data := range want {
				viewed := false
				require.NoError(t, leveldb.View(db, key, func(elements []float32, shape []int) error {
					viewed = true
					require.Equal(t, []int{len(data)}, shape)
					require.True(t, slices.Equal(data, elements))
					return nil
				}))
				require.True(t, viewed)
				for _, dst := range [][]float32{dst, make([]float32, len(data))} {
					n, err := leveldb.ReadInto(db, key, dst)
					require.NoError(t, err)
					require.True(t, slices.Equal(data, dst[:n]), key)
				}
				got, err := db.Get(key)
				require.NoError(t, err)
				elements, err := ndarray.View[float32](got.(*ndarray.Array))
				require.NoError(t, err)
				require.True(t, slices.Equal(data, elements), key)
				first, last := len(data)/3, len(data)-len(data)/4
				n, err := leveldb.ReadRows(db, key, first, last, dst)
				require.NoError(t, err)
				require.True(t, slices.Equal(data[first:last], dst[:n]), key)
				p, err := db.Pin(key)
				require.NoError(t, err)
				a, err := p.Array()
				require.NoError(t, err)
				require.True(t, a.Equal(got.(*ndarray.Array)))
				p.Release()
			}
			seen := 0
			for v, err := range leveldb.Views[float32](db, nil) {
				require.NoError(t, err)
				require.True(t, slices.Equal(want[v.Key()], v.Elements), v.Key())
				seen++
			}
			require.Equal(t, len(want), seen)
			for e, err := range db.Entries(&leveldb.Range{Reverse: true}) {
				require.NoError(t, err)
				require.NoError(t, e.ViewRaw(func(p *leveldb.Pinned) error {
					a, err := p.Array()
					require.NoError(t, err)
					elements, err := ndarray.View[float32](a)
					require.NoError(t, err)
					require.True(t, slices.Equal(want[e.Key()], elements), e.Key())
					return nil
				}))
			}
		}
		check()
		require.NoError(t, db.Compact(nil))
		check()
	}
}

// What Get returns belongs to the caller: it is aligned, writable, and not shared with a second
// Get.
func TestGetIsTheCallersOwn(t *testing.T) {
	db := openTest(t, nil)
	putArray(t, db, "k", floats(10_000, 1), 100, 100)
	one, err := leveldb.Get[*ndarray.Array](db, "k")
	require.NoError(t, err)
	two, err := leveldb.Get[*ndarray.Array](db, "k")
	require.NoError(t, err)
	require.True(t, one.Equal(two))
	require.NoError(t, one.SetAt(float32(7), 3, 4))
	require.False(t, one.Equal(two))
	require.NoError(t, db.Close())
	require.False(t, one.Equal(two))
}

func TestReadIntoErrors(t *testing.T) {
	db := openTest(t, nil)
	putArray(t, db, "k", []float32{1, 2, 3})
	require.NoError(t, db.Put("text", "no array"))
	require.NoError(t, db.PutRaw("damaged", []byte("n\x93NUMPY")))
	dst := []float32{9, 9}
	n, err := leveldb.ReadInto(db, "k", dst)
	require.ErrorIs(t, err, ndarray.ErrShort)
	require.Equal(t, 3, n, "the required length")
	require.Equal(t, []float32{9, 9}, dst)
	putArray(t, db, "large", floats(1<<18, 1))
	n, err = leveldb.ReadInto(db, "large", dst)
	require.ErrorIs(t, err, ndarray.ErrShort)
	require.Equal(t, 1<<18, n)
	require.Equal(t, []float32{9, 9}, dst)
	_, err = leveldb.ReadInto(db, "k", make([]float64, 3))
	require.ErrorIs(t, err, ndarray.ErrDType)
	require.ErrorContains(t, err, `"k"`)
	_, err = leveldb.ReadInto(db, "text", dst)
	require.ErrorIs(t, err, codec.ErrMismatch)
	_, err = leveldb.ReadInto(db, "none", dst)
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	_, err = leveldb.ReadInto(db, "damaged", dst)
	require.ErrorContains(t, err, `"damaged"`)
	_, err = leveldb.ReadRows(db, "k", 2, 4, dst)
	require.ErrorIs(t, err, ndarray.ErrIndex)
	never := func([]float32, []int) error { t.Error("called"); return nil }
	require.ErrorIs(t, leveldb.View(db, "none", never), leveldb.ErrNotFound)
	require.ErrorIs(t, leveldb.View(db, "text", never), codec.ErrMismatch)
	require.ErrorIs(t, leveldb.View(db, "k", func([]int32, []int) error { t.Error("called"); return nil }), ndarray.ErrDType)
	mine := errors.New("mine")
	require.Equal(t, mine, leveldb.View(db, "k", func([]float32, []int) error { return mine }))
}

// A view that is impossible returns an error. Other calls copy the elements.
func TestNotViewable(t *testing.T) {
	db := openTest(t, nil)
	big, err := ndarray.ParseDType(">f4")
	require.NoError(t, err)
	a, err := ndarray.FromBytes(big, []int{2}, []byte{0x3f, 0x80, 0, 0, 0x40, 0, 0, 0})
	require.NoError(t, err)
	require.NoError(t, db.Put("big-endian", a))
	a, err = ndarray.FromBytes(ndarray.Bool, []int{3}, []byte{0, 1, 2})
	require.NoError(t, err)
	require.NoError(t, db.Put("bools", a))
	a, err = ndarray.FromSlice([]int16{1, 2, 3, 4, 5, 6}, 2, 3)
	require.NoError(t, err)
	require.NoError(t, db.Put("fortran", a.Transpose()))

	require.ErrorIs(t, leveldb.View(db, "big-endian", func([]float32, []int) error { return nil }), ndarray.ErrView)
	require.ErrorIs(t, leveldb.View(db, "bools", func([]bool, []int) error { return nil }), ndarray.ErrView)
	require.ErrorIs(t, leveldb.View(db, "fortran", func([]int16, []int) error { return nil }), ndarray.ErrView)
	f := make([]float32, 2)
	_, err = leveldb.ReadInto(db, "big-endian", f)
	require.NoError(t, err)
	require.Equal(t, []float32{1, 2}, f)
	b := make([]bool, 3)
	_, err = leveldb.ReadInto(db, "bools", b)
	require.NoError(t, err)
	require.Equal(t, []bool{false, true, true}, b)
	i := make([]int16, 6)
	_, err = leveldb.ReadInto(db, "fortran", i)
	require.NoError(t, err)
	require.Equal(t, []int16{1, 4, 2, 5, 3, 6}, i)
	_, err = leveldb.ReadRows(db, "fortran", 1, 3, i)
	require.NoError(t, err)
	require.Equal(t, []int16{2, 5, 3, 6}, i[:4])
}

func TestPinned(t *testing.T) {
	db := openTest(t, nil)
	data := floats(50_000, 2)
	putArray(t, db, "array", data)
	require.NoError(t, db.Put("bytes", []byte(strings.Repeat("raw", 10_000))))
	p, err := db.Pin("array")
	require.NoError(t, err)
	_, err = p.Bytes()
	require.ErrorIs(t, err, codec.ErrMismatch)
	a, err := p.Array()
	require.NoError(t, err)
	require.True(t, a.ReadOnly())
	require.NoError(t, db.Put("array", "overwritten"))
	require.NoError(t, db.Compact(nil))
	q, err := db.Sub("by").Pin("tes")
	require.NoError(t, err)
	raw, err := q.Bytes()
	require.NoError(t, err)
	_, err = q.Array()
	require.ErrorIs(t, err, codec.ErrMismatch)

	require.NoError(t, db.Close())
	elements, err := ndarray.View[float32](a)
	require.NoError(t, err)
	require.Equal(t, data, elements, "a pinned value remains valid after Close")
	require.Equal(t, strings.Repeat("raw", 10_000), string(raw))
	path := strings.Split(db.String(), `"`)[1]
	_, err = leveldb.Open(path, nil)
	require.ErrorIs(t, err, leveldb.ErrLocked)
	p.Release()
	p.Release()
	q.Release()
	_, err = p.Array()
	require.ErrorIs(t, err, leveldb.ErrReleased)
	_, err = p.Stored()
	require.ErrorIs(t, err, leveldb.ErrReleased)
	again := openTestAt(t, path, nil)
	_, err = again.Pin("none")
	require.ErrorIs(t, err, leveldb.ErrNotFound)

	var after *leveldb.Pinned
	require.NoError(t, again.ViewRaw("array", func(p *leveldb.Pinned) error {
		after = p
		stored, err := p.Stored()
		require.NoError(t, err)
		require.Equal(t, "soverwritten", string(stored))
		return nil
	}))
	_, err = after.Stored()
	require.ErrorIs(t, err, leveldb.ErrReleased, "after the end of the scope")
}

// Every way to read works on a sub-database of a snapshot, and sees its state.
func TestNumericPathOfSnapshot(t *testing.T) {
	db := openTest(t, nil)
	putArray(t, db, "p/a", []int32{1, 2})
	putArray(t, db, "p/b", []int32{3, 4})
	whole, err := db.Snapshot()
	require.NoError(t, err)
	defer whole.Close()
	putArray(t, db, "p/a", []int32{9, 9})
	putArray(t, db, "p/c", []int32{9, 9})
	s := whole.Sub("p/")
	require.NoError(t, leveldb.View(s, "a", func(elements []int32, _ []int) error {
		require.Equal(t, []int32{1, 2}, elements)
		return nil
	}))
	dst := make([]int32, 2)
	_, err = leveldb.ReadInto(s, "a", dst)
	require.NoError(t, err)
	require.Equal(t, []int32{1, 2}, dst)
	p, err := s.Pin("a")
	require.NoError(t, err)
	defer p.Release()
	var all []int32
	for v, err := range leveldb.Views[int32](s, nil) {
		require.NoError(t, err)
		all = append(all, v.Elements...)
	}
	require.Equal(t, []int32{1, 2, 3, 4}, all)
	tensor, err := s.Gather([]string{"b", "a"}, nil)
	require.NoError(t, err)
	elements, err := ndarray.View[int32](tensor)
	require.NoError(t, err)
	require.Equal(t, []int32{3, 4, 1, 2}, elements)
	tensor, err = s.GatherRange(nil, nil)
	require.NoError(t, err)
	require.Equal(t, []int{2, 2}, tensor.Shape())
	_, err = leveldb.GetAll[[]int32](s, []string{"a", "c"})
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	require.NoError(t, db.Close())
	pinned, err := p.Array()
	require.NoError(t, err)
	require.Equal(t, "[1 2]", pinned.String())
}

// Closing inside a view does not deadlock, and the view remains valid.
func TestCloseInsideView(t *testing.T) {
	db := openTest(t, nil)
	data := floats(50_000, 3)
	putArray(t, db, "k", data)
	require.NoError(t, leveldb.View(db, "k", func(elements []float32, _ []int) error {
		require.NoError(t, db.Close())
		runtime.GC()
		require.Equal(t, data, elements)
		return nil
	}))
	require.ErrorIs(t, leveldb.View(db, "k", func([]float32, []int) error { return nil }), leveldb.ErrClosed)
	again := openTestAt(t, strings.Split(db.String(), `"`)[1], nil)
	seen := 0
	for v, err := range leveldb.Views[float32](again, nil) {
		if seen++; seen == 1 {
			require.NoError(t, err)
			require.NoError(t, again.Close())
			require.Equal(t, data, v.Elements)
		} else {
			require.ErrorIs(t, err, leveldb.ErrClosed)
		}
	}
	require.Equal(t, 2, seen)
}

func TestForgottenPinned(t *testing.T) {
	db := openTest(t, nil)
	putArray(t, db, "k", floats(50_000, 4))
	reports := make(chan string, 10)
	before := leveldb.OnLeak(func(what, madeAt string) { reports <- what + "\n" + madeAt })
	defer func() { leveldb.OnLeak(before) }()
	_, err := db.Pin("k")
	require.NoError(t, err)
	require.Eventually(t, func() bool { runtime.GC(); return len(reports) > 0 }, time.Minute, 10*time.Millisecond)
	report := <-reports
	require.Contains(t, report, `the pinned value of key "k"`)
	require.Contains(t, report, "TestForgottenPinned")
}

func TestViewsUnderLoad(t *testing.T) {
	db := openTest(t, &leveldb.Options{WriteBufferSize: 64 << 10, Compression: leveldb.NoCompression})
	const n = 5000
	write := func(i, round int) error {
		data := make([]int32, n)
		for j := range data {
			data[j] = int32(i<<16 | round)
		}
		a, err := ndarray.FromSlice(data, -1)
		if err != nil {
			return err
		}
		return db.Put(fmt.Sprint(i), a)
	}
	for i := range 20 {
		require.NoError(t, write(i, 0))
	}
	whole := func(elements []int32) bool {
		for _, e := range elements {
			if e != elements[0] {
				return false
			}
		}
		return len(elements) == n
	}
	var wg sync.WaitGroup
	var reads atomic.Int64
	for worker := range 3 {
		wg.Go(func() {
			dst := make([]int32, n)
			for {
				var err error
				key := fmt.Sprint(worker)
				switch rand.IntN(3) {
				case 0:
					err = leveldb.View(db, key, func(elements []int32, _ []int) error {
						if !whole(elements) || elements[0]>>16 != int32(worker) {
							t.Error("torn view")
						}
						return nil
					})
				case 1:
					if _, err = leveldb.ReadInto(db, key, dst); err == nil && !whole(dst) {
						t.Error("torn read")
					}
				case 2:
					for v, e := range leveldb.Views[int32](db, nil) {
						if err = e; err == nil && !whole(v.Elements) {
							t.Error("torn loop")
						}
					}
				}
				if err != nil {
					assert.ErrorIs(t, err, leveldb.ErrClosed)
					return
				}
				reads.Add(1)
			}
		})
	}
	enough := make(chan struct{})
	wg.Go(func() {
		for round := 1; ; round++ {
			if round == 20 {
				close(enough)
			}
			for i := range 20 {
				if err := write(i, round%1000); err != nil {
					assert.ErrorIs(t, err, leveldb.ErrClosed)
					return
				}
			}
		}
	})
	<-enough
	require.Eventually(t, func() bool { return reads.Load() >= 100 }, time.Minute, time.Millisecond)
	require.NoError(t, db.Close())
	wg.Wait()
	again, err := leveldb.Open(strings.Split(db.String(), `"`)[1], nil)
	require.NoError(t, err)
	require.NoError(t, again.Close())
}

func TestGather(t *testing.T) {
	db := openTest(t, nil)
	rows := db.Sub("row/")
	data := floats(300*64, 5)
	var keys []string
	for i := range 300 {
		putArray(t, rows, fmt.Sprintf("%03d", i), data[i*64:(i+1)*64], 8, 8)
	}
	rng := rand.New(rand.NewPCG(6, 7))
	var want []float32
	for range 500 {
		i := rng.IntN(300)
		keys = append(keys, fmt.Sprintf("%03d", i))
		want = append(want, data[i*64:(i+1)*64]...)
	}
	for _, compact := range []bool{false, true} {
		if compact {
			require.NoError(t, db.Compact(nil))
		}
		tensor, err := rows.Gather(keys, nil)
		require.NoError(t, err)
		require.Equal(t, []int{500, 8, 8}, tensor.Shape())
		elements, err := ndarray.View[float32](tensor)
		require.NoError(t, err)
		require.Equal(t, want, elements)

		into, err := ndarray.New(ndarray.Float32, 500, 8, 8)
		require.NoError(t, err)
		got, err := rows.Gather(keys, &leveldb.GatherOptions{Into: into})
		require.NoError(t, err)
		require.Same(t, into, got)
		require.True(t, tensor.Equal(into))
	}

	all, err := db.GatherRange(&leveldb.Range{Prefix: "row/"}, nil)
	require.NoError(t, err)
	require.Equal(t, []int{300, 8, 8}, all.Shape())
	elements, err := ndarray.View[float32](all)
	require.NoError(t, err)
	require.Equal(t, data, elements)
	last, err := rows.GatherRange(&leveldb.Range{Reverse: true, Limit: 1}, nil)
	require.NoError(t, err)
	elements, err = ndarray.View[float32](last)
	require.NoError(t, err)
	require.Equal(t, data[299*64:], elements)
}

func TestGatherErrors(t *testing.T) {
	db := openTest(t, nil)
	putArray(t, db, "a", []float32{1, 2})
	putArray(t, db, "b", []float32{3, 4})
	putArray(t, db, "shape", []float32{1, 2, 3})
	putArray(t, db, "dtype", []int32{1, 2})
	require.NoError(t, db.Put("text", "x"))
	// The same array with a header of another version, padded as by an old numpy.
	header := "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
	header += strings.Repeat(" ", 80-10-len(header)-1) + "\n"
	require.NoError(t, db.PutRaw("old", []byte("n\x93NUMPY\x01\x00"+string(rune(len(header)))+"\x00"+header+"\x00\x00\xa0\x40\x00\x00\xc0\x40")))

	for key, target := range map[string]error{
		"none": leveldb.ErrNotFound, "shape": leveldb.ErrShapeMismatch, "dtype": leveldb.ErrShapeMismatch, "text": codec.ErrMismatch,
	} {
		for _, keys := range [][]string{{"a", key}, {"a", "b", key, "b"}} {
			_, err := db.Gather(keys, nil)
			require.ErrorIs(t, err, target, key)
			require.ErrorContains(t, err, fmt.Sprintf("%q", key))
		}
	}
	_, err := db.Gather([]string{"none", "a"}, nil)
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	tensor, err := db.Gather([]string{"old", "b", "old"}, nil)
	require.NoError(t, err)
	elements, err := ndarray.View[float32](tensor)
	require.NoError(t, err)
	require.Equal(t, []float32{5, 6, 3, 4, 5, 6}, elements)

	keys := []string{"none", "a", "shape", "old", "dtype", "text", "b"}
	errs := make([]error, len(keys))
	tensor, err = db.Gather(keys, &leveldb.GatherOptions{RowErrors: errs})
	require.NoError(t, err)
	elements, err = ndarray.View[float32](tensor)
	require.NoError(t, err)
	require.Equal(t, []float32{0, 0, 1, 2, 0, 0, 5, 6, 0, 0, 0, 0, 3, 4}, elements)
	for i, target := range []error{leveldb.ErrNotFound, nil, leveldb.ErrShapeMismatch, nil, leveldb.ErrShapeMismatch, codec.ErrMismatch, nil} {
		require.ErrorIs(t, errs[i], target)
	}
	_, err = db.Gather(keys, &leveldb.GatherOptions{RowErrors: errs[1:]})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	_, err = db.Gather([]string{"none", "text"}, &leveldb.GatherOptions{RowErrors: errs[:2]})
	require.ErrorIs(t, err, leveldb.ErrNotFound, "the shape is unknown")
	_, err = db.Gather(nil, nil)
	require.ErrorIs(t, err, leveldb.ErrNotFound)

	into, err := ndarray.New(ndarray.Float32, 2, 2)
	require.NoError(t, err)
	_, err = db.Gather([]string{"a"}, &leveldb.GatherOptions{Into: into})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	_, err = db.Gather([]string{"a", "b"}, &leveldb.GatherOptions{Into: into.Transpose()})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	_, err = db.Gather([]string{"a", "dtype"}, &leveldb.GatherOptions{Into: into})
	require.ErrorIs(t, err, leveldb.ErrShapeMismatch)

	_, err = db.GatherRange(&leveldb.Range{Stop: "c"}, nil)
	require.NoError(t, err)
	_, err = db.GatherRange(nil, nil)
	require.ErrorContains(t, err, `"dtype"`)
	_, err = db.GatherRange(&leveldb.Range{Prefix: "zzz"}, nil)
	require.ErrorIs(t, err, leveldb.ErrNotFound)
}

// Rows in Fortran order cannot be recognized by comparing headers. A value with only the length of
// a row is not accepted.
func TestGatherFortranRows(t *testing.T) {
	db := openTest(t, nil)
	a, err := ndarray.FromSlice([]int16{1, 2, 3, 4, 5, 6}, 2, 3)
	require.NoError(t, err)
	require.NoError(t, db.Put("f", a.Transpose()))
	require.NoError(t, db.PutRaw("as long", []byte("b01234567890")))
	_, err = db.Gather([]string{"f", "as long"}, nil)
	require.ErrorIs(t, err, codec.ErrMismatch)
	require.NoError(t, db.Put("c", a.Transpose().AsCContiguous()))
	tensor, err := db.Gather([]string{"f", "c"}, nil)
	require.NoError(t, err)
	elements, err := ndarray.View[int16](tensor)
	require.NoError(t, err)
	require.Equal(t, []int16{1, 4, 2, 5, 3, 6, 1, 4, 2, 5, 3, 6}, elements)
}

// A stored bool may be any byte. In a []bool it must be 0 or 1.
func TestGatherBoolsIntoGoMemory(t *testing.T) {
	db := openTest(t, nil)
	stored, err := ndarray.FromBytes(ndarray.Bool, []int{4}, []byte{0, 1, 2, 255})
	require.NoError(t, err)
	require.NoError(t, db.Put("k", stored))
	bools := make([]bool, 8)
	into, err := ndarray.FromSlice(bools, 2, 4)
	require.NoError(t, err)
	_, err = db.Gather([]string{"k", "k"}, &leveldb.GatherOptions{Into: into})
	require.NoError(t, err)
	require.Equal(t, []bool{false, true, true, true, false, true, true, true}, bools)
	inside, err := into.Bytes()
	require.NoError(t, err)
	require.Equal(t, []byte{0, 1, 1, 1, 0, 1, 1, 1}, inside)
}

func TestLookup(t *testing.T) {
	db := openTest(t, nil)
	sub := db.Sub("p/")
	for i := range 100 {
		require.NoError(t, sub.Put(fmt.Sprint(i), i*i))
	}
	squares, err := leveldb.GetAll[int](sub, []string{"7", "99", "0", "7"})
	require.NoError(t, err)
	require.Equal(t, []int{49, 9801, 0, 49}, squares)
	_, err = leveldb.GetAll[int](sub, []string{"7", "none"})
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	require.ErrorContains(t, err, `"p/none"`)
	require.NoError(t, sub.Put("text", "x"))
	_, err = leveldb.GetAll[int](sub, []string{"text"})
	require.ErrorIs(t, err, codec.ErrMismatch)
	var keys []string
	for e, err := range sub.Lookup([]string{"3", "none", "1"}) {
		require.NoError(t, err)
		keys = append(keys, e.Key())
		_, err := e.Value()
		require.Equal(t, e.Key() == "none", errors.Is(err, leveldb.ErrNotFound))
	}
	require.Equal(t, []string{"3", "none", "1"}, keys)
	empty, err := leveldb.GetAll[int](sub, nil)
	require.NoError(t, err)
	require.Empty(t, empty)
}

func TestAllocations(t *testing.T) {
	if sanitized {
		t.Skip("sanitizers allocate, and make sync.Pool drop items, on purpose")
	}
	db := openTest(t, nil)
	for i := range 1000 {
		putArray(t, db, fmt.Sprintf("small/%04d", i), floats(32, 8))
	}
	putArray(t, db, "large", floats(1<<18, 9), 512, 512)
	dst := make([]float32, 1<<18)
	sum := float32(0)
	look := func(elements []float32, _ []int) error { sum += elements[0]; return nil }
	for key, dst := range map[string][]float32{"small/0007": dst[:32], "small/0008": dst, "large": dst} {
		assert.LessOrEqual(t, testing.AllocsPerRun(100, func() {
			if err := leveldb.View(db, key, look); err != nil {
				t.Fatal(err)
			}
		}), 1.0, "View %s", key)
		assert.Zero(t, testing.AllocsPerRun(100, func() {
			if _, err := leveldb.ReadInto(db, key, dst); err != nil {
				t.Fatal(err)
			}
		}), "ReadInto %s", key)
	}
	perScan := testing.AllocsPerRun(20, func() {
		for v, err := range leveldb.Views[float32](db, &leveldb.Range{Prefix: "small/"}) {
			if err != nil {
				t.Fatal(err)
			}
			sum += v.Elements[0]
		}
	})
	assert.Less(t, perScan/1000, 0.1, "allocations for an entry of a scan")
}

// A range is gathered into a tensor of the caller that has as many rows as the range has entries.
func TestGatherRangeInto(t *testing.T) {
	db := openTest(t, nil)
	for i, key := range []string{"a", "b", "c"} {
		putArray(t, db, key, []int16{int16(i), int16(10 * i)}, 2)
	}
	putArray(t, db, "z", []int16{1, 2, 3}, 3)
	rows := &leveldb.Range{Stop: "d"}
	into := func(shape ...int) *leveldb.GatherOptions {
		a, err := ndarray.New(ndarray.Int16, shape...)
		require.NoError(t, err)
		return &leveldb.GatherOptions{Into: a}
	}
	o := into(3, 2)
	got, err := db.GatherRange(rows, o)
	require.NoError(t, err)
	require.Same(t, o.Into, got)
	values, err := ndarray.View[int16](got)
	require.NoError(t, err)
	require.Equal(t, []int16{0, 0, 1, 10, 2, 20}, values)

	for name, o := range map[string]*leveldb.GatherOptions{"fewer rows": into(2, 2), "more rows": into(4, 2), "longer rows": into(3, 3)} {
		_, err = db.GatherRange(rows, o)
		require.ErrorIs(t, err, leveldb.ErrShapeMismatch, name)
	}
	_, err = db.GatherRange(&leveldb.Range{Start: "b"}, into(3, 2))
	require.ErrorIs(t, err, leveldb.ErrShapeMismatch)
	require.ErrorContains(t, err, `"z"`)
	_, err = db.GatherRange(rows, into())
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	_, err = db.GatherRange(rows, &leveldb.GatherOptions{RowErrors: make([]error, 3)})
	require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
	got, err = db.GatherRange(&leveldb.Range{Prefix: "none"}, into(0, 2))
	require.NoError(t, err, "Into has a shape, so an empty range is not an error")
	require.Equal(t, []int{0, 2}, got.Shape())
}
