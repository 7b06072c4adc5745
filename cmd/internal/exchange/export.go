package exchange

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
)

// A Sink receives the entries of an export. It must not be used by several goroutines at once.
type Sink interface {
	// Put writes an entry. stored is borrowed and valid until Put returns. The error wraps
	// ErrCannotHold if the format cannot hold the entry; the export may then continue without it.
	Put(key string, stored []byte) error
	// Commit completes the export. When it returns, everything written exists under its final name.
	Commit() error
	// Abort ends an export that Commit did not complete, and removes what is useless without it. It
	// is harmless after Commit.
	Abort() error
}

// ErrCannotHold: the format cannot hold such a value or key.
var ErrCannotHold = errors.New("cannot be held by this format")

// Count holds the amount of data moved.
type Count struct {
	Entries int64 `json:"entries"`
	Bytes   int64 `json:"bytes"` // size of keys and stored values
	// Skipped is the number of entries that were not requested or, in an import, already present.
	Skipped int64 `json:"skipped"`
}

// ExportOptions select what is exported. The zero value exports everything in a range.
type ExportOptions struct {
	Types      []codec.Kind // only values of these types; empty means all
	Raw        bool         // another program stored the values: all of them have the type Raw
	SkipOthers bool         // skip what the format cannot hold
	// Moved receives progress: the key and size of each entry, and 1 if it was written or 0 if it
	// was skipped. It may be nil.
	Moved func(key string, entries int, bytes int64)
}

// Export writes the entries of a range to a sink. The caller must then commit or abort the sink.
// Values are passed on in place, without a copy. An error names the key. When ctx is done, Export
// returns its error between two entries.
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
		err := e.ViewRaw(func(p *leveldb.Pinned) error {
			stored, err := p.Stored()
			if err != nil {
				return err
			}
			bytes = int64(len(key) + len(stored))
			if wanted = isOne(stored, o.Types, o.Raw); !wanted {
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
		moved := 0
		if wanted {
			moved = 1
			count.Bytes += bytes
		} else {
			count.Skipped++
		}
		count.Entries += int64(moved)
		if o.Moved != nil {
			o.Moved(key, moved, bytes)
		}
	}
	return count, nil
}

// Raw is the type of a value without a type tag.
const Raw codec.Kind = 0

// isOne reports whether a stored value has one of the types. If raw is set, its type is Raw.
func isOne(stored []byte, types []codec.Kind, raw bool) bool {
	if len(types) == 0 {
		return true
	}
	tag, err := codec.KindOf(stored)
	if raw || err != nil {
		tag = Raw
	}
	return slices.Contains(types, tag)
}
