package native

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// manifestOf returns a manifest with tables of 10 bytes, numbered from 1.
func manifestOf(tables ...dbfile.Table) *dbfile.Manifest {
	m := dbfile.NewManifest()
	for i, t := range tables {
		t.Number, t.Size = uint64(i+1), 10
		m.Tables[t.Number] = t
	}
	return m
}

func TestUnmerged(t *testing.T) {
	for name, c := range map[string]struct {
		tables []dbfile.Table
		r      driver.Span
		size   uint64
		want   []piece
	}{
		"nothing":        {size: 1},
		"one level":      {tables: []dbfile.Table{{Level: 2, First: "a", Last: "b"}, {Level: 2, First: "c", Last: "d"}}, size: 1},
		"level 0":        {tables: []dbfile.Table{{Level: 0, First: "a", Last: "b"}}, size: 1, want: []piece{{}}},
		"outside":        {tables: []dbfile.Table{{Level: 0, First: "a", Last: "b"}}, r: driver.Span{Lower: "c"}, size: 1},
		"from Upper":     {tables: []dbfile.Table{{Level: 0, First: "a", Last: "b"}}, r: driver.Span{Upper: "a"}, size: 1},
		"the last key":   {tables: []dbfile.Table{{Level: 0, First: "a", Last: "b"}}, r: driver.Span{Lower: "b"}, size: 1, want: []piece{{first: "b"}}},
		"two levels":     {tables: []dbfile.Table{{Level: 1, First: "a", Last: "b"}, {Level: 2, First: "c", Last: "d"}}, size: 11, want: []piece{{}}},
		"cut in two":     {tables: []dbfile.Table{{Level: 1, First: "a", Last: "b"}, {Level: 2, First: "c", Last: "d"}}, size: 10},
		"the same first": {tables: []dbfile.Table{{Level: 1, First: "a", Last: "b"}, {Level: 2, First: "a", Last: "d"}}, size: 1, want: []piece{{first: "a"}}},
		"before Lower": {
			tables: []dbfile.Table{{Level: 1, First: "a", Last: "x"}, {Level: 2, First: "b", Last: "y"}, {Level: 2, First: "z", Last: "z"}},
			r:      driver.Span{Lower: "c", Upper: "z\x00"}, size: 1, want: []piece{{first: "c", last: "z"}},
		},
		"tables that reach into later pieces": {
			tables: []dbfile.Table{
				{Level: 1, First: "a", Last: "d"}, {Level: 2, First: "b", Last: "b"}, {Level: 2, First: "c", Last: "c"},
				{Level: 2, First: "d", Last: "d"}, {Level: 2, First: "e", Last: "e"},
			},
			size: 10, want: []piece{{first: "b", last: "c"}, {first: "c", last: "d"}, {first: "d", last: "e"}},
		},
		"from level 0": {
			tables: []dbfile.Table{{Level: 0, First: "a", Last: "z"}, {Level: 2, First: "b", Last: "c"}, {Level: 2, First: "d", Last: "e"}},
			size:   20, want: []piece{{last: "d"}, {first: "d"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, (*ordering)(nil).unmerged(manifestOf(c.tables...), c.r, c.size))
		})
	}
}
