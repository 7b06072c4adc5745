package drivertest

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

func testValues(t *testing.T, open Open) {
	db := opened(t, open)
	array, err := ndarray.FromSlice([]float32{1, 2, 3, 4, 5, 6}, 2, 3)
	require.NoError(t, err)
	huge := new(big.Int).Lsh(big.NewInt(1), 100)
	for _, c := range []struct {
		in, out any
		kind    codec.Kind
	}{
		{42, int64(42), codec.KindInt}, {int8(-1), int64(-1), codec.KindInt}, {uint64(math.MaxUint64), new(big.Int).SetUint64(math.MaxUint64), codec.KindInt},
		{huge, huge, codec.KindInt}, {int64(math.MinInt64), int64(math.MinInt64), codec.KindInt},
		{"text é☃𝄞\x00", "text é☃𝄞\x00", codec.KindStr}, {"", "", codec.KindStr},
		{[]byte{0, 255, 'i'}, []byte{0, 255, 'i'}, codec.KindBytes}, {[]byte{}, []byte{}, codec.KindBytes},
		{nil, nil, codec.KindJSON}, {true, true, codec.KindJSON}, {false, false, codec.KindJSON}, {3.0, 3.0, codec.KindJSON}, {math.Inf(-1), math.Inf(-1), codec.KindJSON},
		{[]any{1, 2.0, "x", nil}, []any{int64(1), 2.0, "x", nil}, codec.KindJSON},
		{map[string]any{"a": []int{1}, "b": map[string]float64{"c": 1}}, map[string]any{"a": []any{int64(1)}, "b": map[string]any{"c": 1.0}}, codec.KindJSON},
	} {
		put(t, db, "k", c.in)
		out, err := db.Get("k")
		require.NoError(t, err)
		require.Equal(t, c.out, out, "%#v", c.in)
		kind, err := db.Kind("k")
		require.NoError(t, err)
		require.Equal(t, c.kind, kind)
	}
	put(t, db, "array", array)
	out, err := db.Get("array")
	require.NoError(t, err)
	require.IsType(t, array, out)
	require.True(t, array.Equal(out.(*ndarray.Array)), "%v", out)
}

func testTypedReads(t *testing.T, open Open) {
	db := opened(t, open)
	put(t, db, "n", 300)
	n, err := leveldb.Get[int](db, "n")
	require.NoError(t, err)
	require.Equal(t, 300, n)
	_, err = leveldb.Get[int8](db, "n")
	require.ErrorIs(t, err, codec.ErrMismatch)
	require.ErrorContains(t, err, `"n"`)
	require.ErrorContains(t, err, "300")
	require.ErrorContains(t, err, "int8")
	_, err = leveldb.Get[string](db, "n")
	require.ErrorIs(t, err, codec.ErrMismatch)

	type run struct {
		Title  string    `json:"title"`
		Rates  []float64 `json:"rates"`
		Number int
	}
	want := run{"first light", []float64{1, 2.5}, 7}
	put(t, db, "run", want)
	var got run
	require.NoError(t, db.Load("run", &got))
	require.Equal(t, want, got)
	require.ErrorIs(t, db.Load("none", &got), leveldb.ErrNotFound)

	for e, err := range db.Entries(&leveldb.Range{StartingBy: "r"}) {
		require.NoError(t, err)
		got, err := leveldb.ValueAs[run](e)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func testMissing(t *testing.T, open Open) {
	db := opened(t, open)
	_, err := db.Get("none")
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	require.ErrorContains(t, err, `leveldb: get "none": `)
	var named *leveldb.Error
	require.True(t, errors.As(err, &named))
	require.Equal(t, "none", named.Name)
	_, err = db.AppendRaw(nil, "none")
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	_, err = db.Kind("none")
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	has, err := db.Has("none")
	require.NoError(t, err)
	require.False(t, has)
	require.NoError(t, db.Delete("none"), "deleting a missing key is not an error")

	put(t, db, "null", nil)
	value, err := db.Get("null")
	require.NoError(t, err, "a stored None is not a missing key")
	require.Nil(t, value)
	require.NoError(t, db.PutRaw("empty", nil))
	value, err = db.Get("empty")
	require.NoError(t, err, "Python reads an empty stored value as None")
	require.Nil(t, value)
	for _, key := range []string{"null", "empty"} {
		has, err = db.Has(key)
		require.NoError(t, err)
		require.True(t, has)
	}
	require.NoError(t, db.Delete("null"))
	_, err = db.Get("null")
	require.ErrorIs(t, err, leveldb.ErrNotFound)
}

func testRaw(t *testing.T, open Open) {
	db := opened(t, open)
	put(t, db, "i", -2)
	raw, err := db.AppendRaw([]byte("before "), "i")
	require.NoError(t, err)
	require.Equal(t, "before i"+strings.Repeat("\xff", 15)+"\xfe", string(raw))
	for _, size := range []int{0, 1, 4095, 4096, 4097, 1 << 20} {
		stored := []byte(strings.Repeat("x", size))
		require.NoError(t, db.PutRaw("raw", stored))
		for _, room := range []int{0, size / 2, size, size + 1} {
			got, err := db.AppendRaw(make([]byte, 0, room), "raw")
			require.NoError(t, err)
			require.True(t, string(stored) == string(got), "%d bytes into %d", size, room)
		}
	}
	for e, err := range db.Entries(&leveldb.Range{StartingBy: "raw"}) {
		require.NoError(t, err)
		got, err := e.AppendRaw([]byte("+"))
		require.NoError(t, err)
		require.Len(t, got, 1+1<<20)
	}
}

func testKeys(t *testing.T, open Open) {
	db := opened(t, open)
	all := []string{"", "\x00", " ", "&a=b", "a/b", "a\nb", "é☃𝄞", "k", "k\x00", strings.Repeat("long", 5000)}
	for i, key := range all {
		put(t, db, key, i)
	}
	for i, key := range all {
		n, err := leveldb.Get[int](db, key)
		require.NoError(t, err)
		require.Equal(t, i, n)
	}
	require.ElementsMatch(t, all, keys(t, db, nil))
	require.IsIncreasing(t, keys(t, db, nil))
	require.Equal(t, "abk", leveldb.Key("a", "b", "k"))
	require.Equal(t, leveldb.Key("a", "bc"), leveldb.Key("ab", "c"))
	require.Equal(t, "", leveldb.Key())
	for _, key := range all {
		require.NoError(t, db.Delete(key))
	}
	require.Empty(t, keys(t, db, nil))
}

// A rejected write changes nothing, and the error names the key.
func testRefusedWrites(t *testing.T, open Open) {
	db := opened(t, open)
	put(t, db, "k", "before")
	tooMuch := new(big.Int).Lsh(big.NewInt(1), 127)
	for _, value := range []any{make(chan int), func() {}, tooMuch, "\xff", map[string]any{"x": "\xff"}, []any{make(chan int)}} {
		err := db.Put("k", value)
		require.Error(t, err)
		require.ErrorContains(t, err, `leveldb: put "k": `)
		b := db.NewBatch()
		require.ErrorContains(t, b.Put("k", value), `leveldb: put "k": `)
		require.Zero(t, b.Len())
	}
	value, err := db.Get("k")
	require.NoError(t, err)
	require.Equal(t, "before", value)

	for _, key := range []string{"\xff", "a\xc3"} {
		require.ErrorContains(t, db.Put(key, 1), "UTF-8")
		require.ErrorContains(t, db.PutRaw(key, []byte("s")), "UTF-8")
		require.ErrorContains(t, db.NewBatch().Put(key, 1), "UTF-8")
		require.ErrorContains(t, db.NewBatch().PutRaw(key, []byte("s")), "UTF-8")
		_, err := db.Get(key)
		require.ErrorIs(t, err, leveldb.ErrNotFound, "such a key may be read and deleted")
		require.NoError(t, db.Delete(key))
	}
	require.NoError(t, db.Sub("a\xc3").Put("\xa9", 1), "the complete key is checked")
	require.Equal(t, []string{"aé", "k"}, keys(t, db, nil))
}

func testSub(t *testing.T, open Open) {
	db := opened(t, open)
	fill(t, db)
	b := db.Sub("b")
	value, err := b.Get("1")
	require.NoError(t, err)
	require.Equal(t, "value2", value)
	require.Equal(t, []pair{{"1", "value2"}, {"2", "value3"}}, entries(t, b, nil))
	require.Equal(t, []pair{{"1", "value4"}}, entries(t, db.Sub("c"), nil))
	require.Equal(t, []pair{{"", "value2"}}, entries(t, db.Sub("b", "1"), nil))
	require.Equal(t, []pair{{"", "value2"}}, entries(t, b.Sub("1"), nil))
	require.Equal(t, "b1", b.Sub("1").Prefix())
	n, err := b.Count(nil)
	require.NoError(t, err)
	require.Equal(t, 2, n)

	put(t, b, "3", 3)
	has, err := db.Has("b3")
	require.NoError(t, err)
	require.True(t, has)
	require.NoError(t, b.Delete("1"))
	_, err = db.Get("b1")
	require.ErrorIs(t, err, leveldb.ErrNotFound)
	_, err = b.Get("1")
	require.ErrorContains(t, err, `"b1"`, "an error names the complete key")

	batch := b.NewBatch()
	require.NoError(t, batch.Put("x", 1))
	require.NoError(t, batch.Delete("2"))
	require.NoError(t, batch.Write())
	require.Equal(t, []string{"a1", "b3", "bx", "c1"}, keys(t, db, nil))

	require.NoError(t, b.Close(), "closing a sub-database leaves the database open")
	_, err = db.Get("a1")
	require.NoError(t, err)
	assert.Contains(t, b.String(), `"b"`)
}
