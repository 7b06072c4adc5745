package native

import (
	"cmp"
	"slices"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// piece is a part of a range that is compacted at once.
type piece struct {
	first, last string         // both inclusive; an empty key is no bound
	touch       []dbfile.Table // rewritten even if nothing is merged into them
}

// tablesIn returns the tables that overlap the range, ordered by first key.
func tablesIn(m *dbfile.Manifest, r driver.Span) (tables []dbfile.Table) {
	for _, t := range m.Tables {
		if t.Last >= r.Lower && (r.Upper == "" || t.First < r.Upper) {
			tables = append(tables, t)
		}
	}
	slices.SortFunc(tables, func(a, b dbfile.Table) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Number, b.Number))
	})
	return tables
}

// unmerged divides the range into pieces of at least size bytes of tables, and returns those in
// which LevelDB has something to merge.
//
// A piece ends with the key that begins the next one, so that no entry lies between them. A table
// that overlaps several pieces counts towards the first, because LevelDB rewrites all of it there.
// Tables of level 0 overlap each other: the first piece that contains one of them merges them all.
func unmerged(m *dbfile.Manifest, r driver.Span, size uint64) (pieces []piece) {
	var reaching []dbfile.Table // tables of earlier pieces that overlap this one
	first, tables := r.Lower, tablesIn(m, r)
	for len(tables) > 0 {
		n, sum := 0, uint64(0)
		for n < len(tables) && (sum < size || tables[n].First <= first) {
			sum += tables[n].Size
			n++
		}
		last := r.Upper
		if n < len(tables) {
			last = tables[n].First
		}
		overlapping := slices.Concat(reaching, tables[:n])
		if !merged(overlapping) {
			pieces = append(pieces, piece{first: first, last: last})
		}
		reaching = slices.DeleteFunc(overlapping, func(t dbfile.Table) bool { return t.Last < last })
		first, tables = last, tables[n:]
	}
	return pieces
}

// merged reports whether all the tables are on one level other than 0, where no two tables overlap.
func merged(tables []dbfile.Table) bool {
	return !slices.ContainsFunc(tables, func(t dbfile.Table) bool { return t.Level == 0 || t.Level != tables[0].Level })
}

// unclean returns pieces with those tables in the range that may hold superseded entries. Each
// piece has at least size bytes of such tables, or ends before a clean table.
func unclean(m *dbfile.Manifest, r driver.Span, cleanAfter, size uint64) (pieces []piece) {
	fresh, sum := true, uint64(0)
	for _, t := range tablesIn(m, r) {
		if m.Merged[t.Number] && t.Number > cleanAfter {
			fresh = true
			continue
		}
		if fresh || sum >= size {
			pieces = append(pieces, piece{first: t.First})
			fresh, sum = false, 0
		}
		p := &pieces[len(pieces)-1]
		p.last = max(p.last, t.Last)
		p.touch = append(p.touch, t)
		sum += t.Size
	}
	return pieces
}
