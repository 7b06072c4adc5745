package commands

import (
	"slices"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

// entrySelector holds the flags that select entries by their keys and types.
type entrySelector struct {
	cli.Selector
	types []string
	cli.RawValues
	raw bool // all values have the type raw
}

// typeNames are the values of --type. Stored values have one of these types.
var typeNames = append(valuetext.KindNames(), valuetext.Raw)

const typesHelp = `--type selects types: int, str, bytes, json, ndarray, and raw for values of other
programs, which have no type tag. It may list several, as in --type int,str.`

func (s *entrySelector) addFlags(cmd *cobra.Command) {
	s.AddFlags(cmd)
	cli.AddTypes(cmd, &s.types, typeNames)
	s.AddFlag(cmd)
}

// each calls do with the selected entries, without copying their values. stored is borrowed and
// valid until do returns.
func (s *entrySelector) each(db *leveldb.DB, do func(key string, stored []byte) error) error {
	r := s.Entries()
	limit := r.Limit
	if len(s.types) > 0 {
		r.Limit = 0 // it counts the entries of these types
	}
	n := 0
	for e, err := range db.Entries(r) {
		if err != nil {
			return err
		}
		err := e.ViewRaw(func(p *leveldb.Pinned) error {
			stored, err := p.Stored()
			if err != nil {
				return err
			}
			if !s.selects(stored) {
				return nil
			}
			n++
			return do(e.Key(), stored)
		})
		if err != nil {
			return err
		}
		if len(s.types) > 0 && limit > 0 && n == limit {
			break
		}
	}
	return nil
}

// selects reports whether a stored value has one of the selected types.
func (s *entrySelector) selects(stored []byte) bool {
	kind := valuetext.Raw
	if !s.raw {
		kind = valuetext.KindName(stored)
	}
	return len(s.types) == 0 || slices.Contains(s.types, kind)
}

// decide decides whether all values are raw, if the command needs to know their types.
func (s *entrySelector) decide(cmd *cobra.Command, db *leveldb.DB, needed bool) (err error) {
	if needed || len(s.types) > 0 {
		s.raw, err = s.In(cmd, db)
	}
	return err
}

// count counts the selected entries. It reads values only if types are selected.
func (s *entrySelector) count(db *leveldb.DB) (n int, err error) {
	if len(s.types) == 0 {
		return db.Count(s.Entries())
	}
	err = s.each(db, func(string, []byte) error {
		n++
		return nil
	})
	return n, err
}
