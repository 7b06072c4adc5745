package inspect

import (
	"errors"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Gap is a range of keys that was not checked because of damage. It starts after After, or at the
// first key. It ends with Last, or at the end of the database.
type Gap struct {
	After     string
	FromStart bool
	Last      string
	ToEnd     bool
	Err       error // from LevelDB
}

// Iterate calls do with all entries of a database that can be read, once each and in key order. If
// LevelDB stops at damage that is listed in damages, Iterate continues after it and calls gap with
// the range that it skipped. That range is larger than the damaged part, because LevelDB also drops
// the last few entries before it.
func Iterate(db *leveldb.DB, damages []Damage, do func(leveldb.Entry) error, gap func(Gap) error) error {
	r := &leveldb.Range{}
	last, some := "", false // the last key that was read or skipped
	for {
		ended, err := iterateTo(db, r, &last, &some, do)
		if err != nil || ended == nil {
			return err
		}
		g := Gap{After: last, FromStart: !some, Err: ended}
		// LevelDB met the next damage on some level. If that is not the damage chosen here, the
		// next attempt stops immediately and skips one more.
		g.ToEnd = true
		for _, d := range damages {
			if d.Keyed && (!some || d.Last > last) && (g.ToEnd || d.Last < g.Last) {
				g.Last, g.ToEnd = d.Last, false
			}
		}
		if err := gap(g); err != nil || g.ToEnd {
			return err
		}
		last, some = g.Last, true
		r = &leveldb.Range{Start: last, ExcludeStart: true}
	}
}

// iterateTo iterates over a range. ended is the damage at which it stopped.
func iterateTo(db *leveldb.DB, r *leveldb.Range, last *string, some *bool, do func(leveldb.Entry) error) (ended, err error) {
	for e, err := range db.Entries(r) {
		if err != nil {
			if errors.Is(err, leveldb.ErrCorrupt) || errors.Is(err, leveldb.ErrIO) {
				return err, nil
			}
			return nil, err
		}
		if err := do(e); err != nil {
			return nil, err
		}
		*last, *some = e.Key(), true
	}
	return nil, nil
}
