package drivertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
)

func testRange(t *testing.T, open Open) {
	db := opened(t, open)
	for _, key := range []string{"", "a", "a1", "a2", "a3", "b", "b1", "b2", "c"} {
		put(t, db, key, "value of "+key)
	}
	for _, c := range []struct {
		name string
		r    *leveldb.Range
		want string
	}{
		{"all", nil, ",a,a1,a2,a3,b,b1,b2,c"},
		{"zero", &leveldb.Range{}, ",a,a1,a2,a3,b,b1,b2,c"},
		{"prefix", &leveldb.Range{Prefix: "a"}, ",1,2,3"},
		{"starting by", &leveldb.Range{StartingBy: "a"}, "a,a1,a2,a3"},
		{"both", &leveldb.Range{Prefix: "a", StartingBy: "2"}, "2"},
		{"none", &leveldb.Range{Prefix: "x"}, "-"},
		{"start", &leveldb.Range{Start: "a3"}, "a3,b,b1,b2,c"},
		{"start between", &leveldb.Range{Start: "a4"}, "b,b1,b2,c"},
		{"start excluded", &leveldb.Range{Start: "a3", ExcludeStart: true}, "b,b1,b2,c"},
		{"empty start excluded", &leveldb.Range{ExcludeStart: true}, "a,a1,a2,a3,b,b1,b2,c"},
		{"stop", &leveldb.Range{Stop: "a2"}, ",a,a1"},
		{"stop included", &leveldb.Range{Stop: "a2", IncludeStop: true}, ",a,a1,a2"},
		{"stop included, with longer keys behind", &leveldb.Range{Stop: "b", IncludeStop: true}, ",a,a1,a2,a3,b"},
		{"start and stop", &leveldb.Range{Start: "a2", Stop: "b1"}, "a2,a3,b"},
		{"nothing between", &leveldb.Range{Start: "b", Stop: "a"}, "-"},
		{"start is stop", &leveldb.Range{Start: "b", Stop: "b"}, "-"},
		{"start is stop, included", &leveldb.Range{Start: "b", Stop: "b", IncludeStop: true}, "b"},
		{"as shown behind the prefix", &leveldb.Range{Prefix: "a", Start: "1", Stop: "3"}, "1,2"},
		{"start before starting by", &leveldb.Range{StartingBy: "b", Start: "a"}, "b,b1,b2"},
		{"start in starting by", &leveldb.Range{StartingBy: "b", Start: "b1"}, "b1,b2"},
		{"stop behind starting by", &leveldb.Range{StartingBy: "a", Stop: "c"}, "a,a1,a2,a3"},
		{"stop before starting by", &leveldb.Range{StartingBy: "b", Stop: "a"}, "-"},
		{"stop behind the prefix", &leveldb.Range{Prefix: "a", Stop: "9"}, ",1,2,3"},
		{"limit", &leveldb.Range{Limit: 2}, ",a"},
		{"limit of more", &leveldb.Range{Prefix: "a", Limit: 100}, ",1,2,3"},
		{"negative limit is no limit", &leveldb.Range{Prefix: "a", Limit: -1}, ",1,2,3"},
		{"limit reversed", &leveldb.Range{Prefix: "a", Limit: 2, Reverse: true}, "3,2"},
		{"start and stop, reversed", &leveldb.Range{Start: "a2", Stop: "b1", Reverse: true}, "b,a3,a2"},
	} {
		want := strings.Split(c.want, ",")
		if c.want == "-" {
			want = nil
		}
		check := func(r *leveldb.Range, want []string) {
			t.Helper()
			require.Equal(t, want, keys(t, db, r), c.name)
			var fromEntries []string
			prefix := ""
			if r != nil {
				prefix = r.Prefix
			}
			for _, p := range entries(t, db, r) {
				require.Equal(t, "value of "+prefix+p.Key, p.Value)
				fromEntries = append(fromEntries, p.Key)
			}
			require.Equal(t, want, fromEntries, c.name)
			values := 0
			for value, err := range db.Values(r) {
				require.NoError(t, err)
				require.Equal(t, "value of "+prefix+want[values], value)
				values++
			}
			require.Equal(t, len(want), values, c.name)
			n, err := db.Count(r)
			require.NoError(t, err)
			require.Equal(t, len(want), n, c.name)
		}
		check(c.r, want)
		if c.r != nil && !c.r.Reverse && c.r.Limit <= 0 {
			reversed := *c.r
			reversed.Reverse = true
			var backward []string
			for i := len(want) - 1; i >= 0; i-- {
				backward = append(backward, want[i])
			}
			check(&reversed, backward)
		}
	}
}

// A prefix of 0xFF bytes has no successor: its range extends to the end of the database. (No UTF-8
// text begins with 0xFF. A test of package leveldb uses such keys, because other programs may write
// them.)
func testPrefixOfFF(t *testing.T, open Open) {
	db := opened(t, open)
	put(t, db, "a", 1)
	put(t, db, "\U0010FFFF", 2) // F4 8F BF BF
	put(t, db, "\U0010FFFF\U0010FFFF", 3)
	require.Equal(t, []string{"", "\U0010FFFF"}, keys(t, db, &leveldb.Range{Prefix: "\U0010FFFF"}))
	for _, prefix := range []string{"\xff", "\xff\xff", "\xf4\x8f\xbf\xbf\xff"} {
		require.Empty(t, keys(t, db, &leveldb.Range{Prefix: prefix}))
		require.Empty(t, keys(t, db, &leveldb.Range{Prefix: prefix, Reverse: true}))
		require.Empty(t, keys(t, db.Sub(prefix), nil))
		n, err := db.Count(&leveldb.Range{StartingBy: prefix})
		require.NoError(t, err)
		require.Zero(t, n)
	}
	require.Equal(t, []string{"\x8f\xbf\xbf", "\x8f\xbf\xbf\U0010FFFF"}, keys(t, db.Sub("\xf4"), nil))
}

func testLoopsEndEarly(t *testing.T, open Open) {
	db := opened(t, open)
	for i := range 5000 {
		put(t, db, fmt.Sprintf("%06d", i), i)
	}
	for _, after := range []int{1, 15, 16, 17, 1000} {
		seen := 0
		for _, err := range db.Entries(nil) {
			require.NoError(t, err)
			if seen++; seen == after {
				break
			}
		}
		require.Equal(t, after, seen)
		seen = 0
		for range db.Keys(nil) {
			if seen++; seen == after {
				break
			}
		}
		seen = 0
		for range db.Values(nil) {
			if seen++; seen == after {
				break
			}
		}
	}
	func() {
		defer func() { require.Equal(t, "out of the loop", recover()) }()
		for range db.Entries(nil) {
			panic("out of the loop")
		}
	}()
	loop := db.Keys(&leveldb.Range{Limit: 3})
	for range 2 { // the loop can run again, on the state at that time
		seen := 0
		for _, err := range loop {
			require.NoError(t, err)
			seen++
		}
		require.Equal(t, 3, seen)
	}
}

// A value that does not decode is an error that names the key. It does not end the loop.
func testDamagedValues(t *testing.T, open Open) {
	db := opened(t, open)
	put(t, db, "a", 1)
	for key, stored := range map[string]string{
		"b unknown tag": "?what", "c json": `j{"a":`, "d array": "n\x93NUMPY\x01", "e text": "s\xff", "f object": "nothing like it",
	} {
		require.NoError(t, db.PutRaw(key, []byte(stored)))
	}
	put(t, db, "g", 2)
	good, bad := 0, 0
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		value, err := e.Value()
		if err == nil {
			good++
			continue
		}
		bad++
		require.Nil(t, value)
		require.ErrorContains(t, err, fmt.Sprintf("leveldb: get %q: ", e.Key()))
		if strings.HasPrefix(e.Key(), "b") {
			require.ErrorIs(t, err, codec.ErrKind)
			_, err = e.Kind()
			require.ErrorIs(t, err, codec.ErrKind)
		} else {
			require.ErrorIs(t, err, leveldb.ErrCorrupt, e.Key())
		}
		_, err = db.Get(e.Key())
		require.ErrorContains(t, err, fmt.Sprintf("leveldb: get %q: ", e.Key()))
		raw, err := e.AppendRaw(nil)
		require.NoError(t, err, "the bytes can be read nevertheless")
		require.NotEmpty(t, raw)
	}
	require.Equal(t, 2, good)
	require.Equal(t, 5, bad)

	good, bad = 0, 0
	for _, err := range db.Values(nil) {
		if err == nil {
			good++
		} else {
			bad++
		}
	}
	require.Equal(t, 2, good)
	require.Equal(t, 5, bad)
}

func testLargeValues(t *testing.T, open Open) {
	db := opened(t, open)
	var want []pair
	for i, size := range []int{1 << 20, 10, 4096, 4095, 4097, 100_000, 0, 3 << 20} {
		want = append(want, pair{fmt.Sprint(i), strings.Repeat(string(rune('a'+i)), size)})
		put(t, db, want[i].Key, want[i].Value)
	}
	require.Equal(t, want, entries(t, db, nil))
	for _, p := range want {
		value, err := db.Get(p.Key)
		require.NoError(t, err)
		require.Equal(t, p.Value, value)
	}
	require.Len(t, keys(t, db, nil), len(want))
}

// An entry that is kept after its iteration returns its own value or ErrMoved, never another value.
func testEntryAfterItsLoop(t *testing.T, open Open) {
	db := opened(t, open)
	for i := range 100 {
		put(t, db, fmt.Sprintf("%03d", i), strings.Repeat(fmt.Sprint(i), 1+i*i*5))
	}
	var kept []leveldb.Entry
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		kept = append(kept, e)
	}
	check := func() {
		for i, e := range kept {
			require.Equal(t, fmt.Sprintf("%03d", i), e.Key())
			value, err := e.Value()
			if err == nil {
				require.Equal(t, strings.Repeat(fmt.Sprint(i), 1+i*i*5), value)
			} else {
				require.True(t, isAny(err, leveldb.ErrMoved, leveldb.ErrClosed), "%v", err)
			}
		}
	}
	check()
	require.NoError(t, db.Close())
	check()
	var none leveldb.Entry
	require.Empty(t, none.Key())
	_, err := none.Value()
	require.Error(t, err)
}
