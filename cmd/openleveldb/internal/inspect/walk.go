package inspect

import (
	"errors"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Gap is a range of keys that was not looked at, because of damage: behind After, or from the first key on, up to Last, or to the
// end of the database.
type Gap struct {
	After     string
	FromStart bool
	Last      string
	ToEnd     bool
	Err       error // what LevelDB said
}

// Walk calls do with all entries of a database that can be read. Where LevelDB stops at damage, it goes on behind the damaged part of
// a table, if it is among those in damages, and calls gap with what it left out: LevelDB stops before it has handed out the last
// few entries in front of the damage, too. do is called in the order of the keys, with each once.
func Walk(db *leveldb.DB, damages []Damage, do func(leveldb.Entry) error, gap func(Gap) error) error {
	r := &leveldb.Range{}
	last, some := "", false // the last key that was looked at, or passed over
	for {
		ended, err := walkTo(db, r, &last, &some, do)
		if err != nil || ended == nil {
			return err
		}
		g := Gap{After: last, FromStart: !some, Err: ended}
		// The damage that LevelDB met is the next, in some level. If it was not that one, the next attempt stops at once, and passes
		// over one more.
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

// walkTo walks over a range. ended is the damage that it stopped at.
func walkTo(db *leveldb.DB, r *leveldb.Range, last *string, some *bool, do func(leveldb.Entry) error) (ended, err error) {
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
