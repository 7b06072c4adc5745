package native

import (
	"cmp"
	"slices"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// piece is a part of a range that is compacted in one step.
type piece struct {
	first, last string         // both inclusive; an empty key is no bound
	touch       []dbfile.Table // rewritten even if nothing is merged into them
}

// tablesIn returns the tables that overlap the range, ordered by first key.
func (o *ordering) tablesIn(m *dbfile.Manifest, r driver.Span) (tables []dbfile.Table) {
	for _, t := range m.Tables {
		if (r.Lower == "" || o.compareTexts(t.Last, r.Lower) >= 0) && (r.Upper == "" || o.compareTexts(t.First, r.Upper) < 0) {
			tables = append(tables, t)
		}
	}
	slices.SortFunc(tables, func(a, b dbfile.Table) int {
		return cmp.Or(o.compareTexts(a.First, b.First), cmp.Compare(a.Number, b.Number))
	})
	return tables
}

// unmerged divides the range into pieces of at least size bytes of tables, and returns those in
// which LevelDB has something to merge.
//
// A piece ends with the key that begins the next one, so that no entry lies between them. A table
// that overlaps several pieces counts towards the first, because LevelDB rewrites all of it there.
// Tables of level 0 overlap each other: the first piece that contains one of them merges them all.
func (o *ordering) unmerged(m *dbfile.Manifest, r driver.Span, size uint64) (pieces []piece) {
	var reaching []dbfile.Table // tables of earlier pieces that overlap this one
	first, tables := r.Lower, o.tablesIn(m, r)
	// reaches reports whether the table begins before the piece, whose first key may be empty for no
	// bound.
	reaches := func(t dbfile.Table) bool {
		return t.First == first || first != "" && o.compareTexts(t.First, first) <= 0
	}
	for len(tables) > 0 {
		n, sum := 0, uint64(0)
		for n < len(tables) && (sum < size || reaches(tables[n])) {
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
		reaching = slices.DeleteFunc(overlapping, func(t dbfile.Table) bool { return last != "" && o.compareTexts(t.Last, last) < 0 })
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
func (o *ordering) unclean(m *dbfile.Manifest, r driver.Span, cleanAfter, size uint64) (pieces []piece) {
	fresh, sum := true, uint64(0)
	for _, t := range o.tablesIn(m, r) {
		if m.Merged[t.Number] && t.Number > cleanAfter {
			fresh = true
			continue
		}
		if fresh || sum >= size {
			pieces = append(pieces, piece{first: t.First, last: t.Last})
			fresh, sum = false, 0
		}
		p := &pieces[len(pieces)-1]
		if o.compareTexts(t.Last, p.last) > 0 {
			p.last = t.Last
		}
		p.touch = append(p.touch, t)
		sum += t.Size
	}
	return pieces
}
