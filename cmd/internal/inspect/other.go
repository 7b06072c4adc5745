package inspect

import (
	"errors"
	"fmt"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// The number of places at which OtherProgram looks, of entries there, and of bytes after which it
// looks no further.
const (
	samples      = 16
	sampled      = 64
	sampledBytes = 4 << 20
)

// OtherProgram reports whether another program has probably written the database: more than half of
// the values at several places have no type tag. What is wrong with the others is then meaningless,
// because they begin with a tag by chance. Places that cannot be read do not count. Large values end
// the search early, so that it is quick in any database.
func OtherProgram(db *leveldb.DB) (bool, error) {
	// Over a network, one request reads the first entries.
	parts := []*leveldb.Range{{}}
	if !driver.Far(db.Driver()) {
		var err error
		if parts, err = db.Split(nil, samples); err != nil {
			return false, ignoreDamage(err)
		}
	}
	untagged, all, bytes := 0, 0, 0
	for _, part := range parts {
		if bytes >= sampledBytes {
			break
		}
		part.Limit = sampled
		for e, err := range db.Entries(part) {
			if err == nil {
				err = e.ViewRaw(func(p *leveldb.Pinned) error {
					stored, err := p.Stored()
					if err == nil {
						all++
						bytes += len(stored)
						if _, unknown := codec.KindOf(stored); unknown != nil {
							untagged++
						}
					}
					return err
				})
			}
			if err != nil {
				if err := ignoreDamage(err); err != nil {
					return false, err
				}
				break
			}
			if bytes >= sampledBytes {
				break
			}
		}
	}
	return 2*untagged > all, nil
}

// ignoreDamage returns nil for errors that a complete pass over the database reports.
func ignoreDamage(err error) error {
	if errors.Is(err, leveldb.ErrCorrupt) || errors.Is(err, leveldb.ErrIO) {
		return nil
	}
	return err
}

// OfOtherProgram returns the finding for a database of another program, of whose entries untagged
// have no type tag.
func OfOtherProgram(entries, untagged int64) Finding {
	return Finding{
		Check: "other-program", Severity: Note,
		What: "another program has written the database: " + fmt.Sprintf("%s of %s values have no type tag", humanize.Comma(untagged), humanize.Comma(entries)),
		Why:  "LevelDB reads the entries, but they are not values of openleveldb in Python or Go: their types are unknown",
		Fix: "no action needed: `openleveldb ls {db} --raw` lists the stored bytes, show and get --raw print those of a key, and DB.Raw reads them in Go; " +
			"if openleveldb before 0.1.5 has written bytes without a tag, store them again with put --bytes",
	}
}
