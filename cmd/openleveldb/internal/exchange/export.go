package exchange

import (
	"context"
	"errors"
	"fmt"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
)

// A Sink takes the entries of an export. It belongs to one goroutine.
type Sink interface {
	// Put takes an entry. stored is borrowed, valid until Put returns. The error wraps
	// ErrCannotHold if entries like this one have no place in the format; the sink can then go on
	// without it.
	Put(key string, stored []byte) error
	// Commit completes the export. What was put is there, under its final name, when it returns.
	Commit() error
	// Abort ends an export that Commit did not complete, and removes what is of no use without it.
	// Harmless after Commit.
	Abort() error
}

// ErrCannotHold: the format has no place for a value or key like that.
var ErrCannotHold = errors.New("cannot be held by this format")

// Count is how much was moved.
type Count struct {
	Entries int64 `json:"entries"`
	Bytes   int64 `json:"bytes"`   // of keys and stored values
	Skipped int64 `json:"skipped"` // entries that were left out: others than asked for, or, of an import, already there
}

// ExportOptions say what is exported. The zero value is everything in a range.
type ExportOptions struct {
	Types      []codec.Tag                    // only values of these types; empty is all
	SkipOthers bool                           // leave out what the format cannot hold
	Moved      func(entries int, bytes int64) // is told of progress; may be nil
}

// Export puts the entries of a range into a sink, which the caller commits or aborts. Values are
// handed on from where LevelDB holds them. An error names the key; that of ctx comes when it is
// done, between two entries.
func Export(ctx context.Context, db *leveldb.DB, r *leveldb.Range, sink Sink, o ExportOptions) (Count, error) {
	var count Count
	db = db.WithContext(ctx).WithReadOptions(leveldb.ReadOptions{DontFillCache: true})
	for e, err := range db.Entries(r) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return count, err
		}
		key, bytes, wanted := e.Key(), int64(0), true
		err := e.View(func(p *leveldb.Pinned) error {
			stored, err := p.Stored()
			if err != nil {
				return err
			}
			bytes = int64(len(key) + len(stored))
			if wanted = isOne(stored, o.Types); !wanted {
				return nil
			}
			return sink.Put(key, stored)
		})
		if errors.Is(err, ErrCannotHold) && o.SkipOthers {
			wanted, err = false, nil
		}
		if err != nil {
			return count, fmt.Errorf("export %s: %w", keytext.Quote(key), err)
		}
		if !wanted {
			count.Skipped++
			continue
		}
		count.Entries++
		count.Bytes += bytes
		if o.Moved != nil {
			o.Moved(1, bytes)
		}
	}
	return count, nil
}

// isOne says whether a stored value is of one of the types.
func isOne(stored []byte, types []codec.Tag) bool {
	if len(types) == 0 {
		return true
	}
	tag, err := codec.TagOf(stored)
	if err != nil {
		return false
	}
	for _, t := range types {
		if t == tag {
			return true
		}
	}
	return false
}
