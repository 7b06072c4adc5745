package diff

import (
	"context"
	"fmt"
	"io"
	"iter"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Where is where an entry is.
type Where string

// An entry that differs is in one of the databases, or has different values.
const (
	First  Where = "first"
	Second Where = "second"
	Both   Where = "both"
)

// Difference is an entry that differs. The stored values are borrowed, and valid until the function
// that receives them returns. A value that does not exist is nil.
type Difference struct {
	Key           string
	Where         Where
	First, Second []byte
}

// Counts are the numbers of entries of each kind.
type Counts struct {
	First  int64 `json:"only_in_first"`
	Second int64 `json:"only_in_second"`
	Both   int64 `json:"different"`
	Equal  int64 `json:"equal"`
}

// Different returns the number of entries that differ.
func (c Counts) Different() int64 { return c.First + c.Second + c.Both }

// Iterate calls found with every difference between the entries of a range in two databases, in the
// order of the keys. read is called with the number of entries and bytes that were read. Values are
// not copied, and the databases must stay as they are.
func Iterate(ctx context.Context, first, second *leveldb.DB, r *leveldb.Range, read func(entries int, bytes int64), found func(Difference) error) (c Counts, err error) {
	o := leveldb.ReadOptions{DontFillCache: true, VerifyChecksums: true}
	a, stopA := pull(first.WithContext(ctx).WithReadOptions(o).Entries(r))
	defer stopA()
	b, stopB := pull(second.WithContext(ctx).WithReadOptions(o).Entries(r))
	defer stopB()
	if err := errorsOf(a.next(), b.next()); err != nil {
		return c, err
	}
	for a.some || b.some {
		switch {
		case !b.some || a.some && a.entry.Key() < b.entry.Key():
			c.First++
			err = a.view(func(stored []byte) error {
				read(1, int64(len(stored)+len(a.entry.Key())))
				return found(Difference{Key: a.entry.Key(), Where: First, First: stored})
			})
			err = errorsOf(err, a.next())
		case !a.some || b.entry.Key() < a.entry.Key():
			c.Second++
			err = b.view(func(stored []byte) error {
				read(1, int64(len(stored)+len(b.entry.Key())))
				return found(Difference{Key: b.entry.Key(), Where: Second, Second: stored})
			})
			err = errorsOf(err, b.next())
		default:
			err = a.view(func(one []byte) error {
				return b.view(func(other []byte) error {
					read(2, int64(len(one)+len(other)+2*len(a.entry.Key())))
					if string(one) == string(other) {
						c.Equal++
						return nil
					}
					c.Both++
					return found(Difference{Key: a.entry.Key(), Where: Both, First: one, Second: other})
				})
			})
			err = errorsOf(err, a.next(), b.next())
		}
		if err != nil {
			return c, err
		}
	}
	return c, ctx.Err()
}

// side is the current entry of one of the databases.
type side struct {
	pull  func() (leveldb.Entry, error, bool)
	entry leveldb.Entry
	some  bool
}

func pull(entries iter.Seq2[leveldb.Entry, error]) (*side, func()) {
	next, stop := iter.Pull2(entries)
	return &side{pull: next}, stop
}

func (s *side) next() (err error) {
	s.entry, err, s.some = s.pull()
	return err
}

// view calls do with the stored value, without copying it.
func (s *side) view(do func(stored []byte) error) error {
	return s.entry.ViewRaw(func(p *leveldb.Pinned) error {
		stored, err := p.Stored()
		if err != nil {
			return err
		}
		return do(stored)
	})
}

// errorsOf returns the first error.
func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Print writes the counts for people.
func (c Counts) Print(out io.Writer) error {
	_, err := fmt.Fprintf(out, "%s, %s, %s, %s\n", counted(c.First, "only in the first"), counted(c.Second, "only in the second"),
		counted(c.Both, "different"), counted(c.Equal, "equal"))
	return err
}
