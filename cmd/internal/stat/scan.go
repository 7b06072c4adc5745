package stat

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/openleveldb/openleveldb/cmd/internal/inspect"
	"github.com/openleveldb/openleveldb/cmd/internal/prefix"
	"github.com/openleveldb/openleveldb/cmd/internal/scan"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// census holds the results of one pass over the entries.
type census struct {
	total    prefix.Sum
	groups   *prefix.Groups
	other    bool // another program wrote the database, so tags are a coincidence
	arrays   map[string]*arrayKind
	uncalled int64 // arrays not in the map because it was full
	arrayOf  ndarray.Decoder
	lastHead string // header of the previous array; lastKind is its kind
	lastKind *arrayKind

	unreadable int64
	first      []unreadable
}

// arrayKind counts the arrays of one dtype and shape.
type arrayKind struct {
	DType string `json:"dtype"` // readable name
	Descr string `json:"descr"` // as in a .npy file
	Shape []int  `json:"shape"`
	Count int64  `json:"count"`
	Bytes int64  `json:"bytes"` // of the elements
}

// unreadable is a value that cannot be read, judging by its first bytes.
type unreadable struct {
	key string
	err error
}

const (
	maxArrayKinds = 10_000 // maximum number of dtype and shape pairs in memory
	maxUnreadable = 5      // maximum number of keys listed
)

// take counts an entry. stored is borrowed. take reads only the tag and the header of an array.
func (c *census) take(key string, stored []byte) {
	kind := valuetext.KindName(stored)
	var err error
	if c.other {
		kind = valuetext.Raw
	}
	if kind == codec.KindArray.String() {
		err = c.array(stored[1:])
	}
	if err != nil {
		kind = "?"
		if c.unreadable++; len(c.first) < maxUnreadable {
			c.first = append(c.first, unreadable{strings.Clone(key), err})
		}
	}
	c.total.Add(key, len(stored), kind)
	c.groups.Add(key, len(stored), kind)
}

func (c *census) array(npy []byte) error {
	a, err := c.arrayOf.Decode(npy)
	if err != nil {
		return err
	}
	defer c.arrayOf.Forget()
	if string(c.arrayOf.Header()) != c.lastHead || c.lastKind == nil {
		name := valuetext.Describe(a)
		c.lastHead, c.lastKind = string(c.arrayOf.Header()), c.arrays[name]
		if c.lastKind == nil {
			if len(c.arrays) == maxArrayKinds {
				c.uncalled++
				return nil
			}
			c.lastKind = &arrayKind{DType: a.DType().String(), Descr: a.DType().Descr(), Shape: a.Shape()}
			c.arrays[name] = c.lastKind
		}
	}
	c.lastKind.Count++
	c.lastKind.Bytes += int64(a.NBytes())
	return nil
}

// kinds returns the kinds of arrays, the most frequent first.
func (c *census) kinds() []*arrayKind {
	kinds := []*arrayKind{}
	for _, kind := range c.arrays {
		kinds = append(kinds, kind)
	}
	slices.SortFunc(kinds, func(a, b *arrayKind) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.DType, b.DType), slices.Compare(a.Shape, b.Shape))
	})
	return kinds
}

// takeCensus reads all entries without copying a value.
func takeCensus(ctx context.Context, db *leveldb.DB, groups *prefix.Groups, counted *scan.Counter) (*census, error) {
	other, err := inspect.OtherProgram(db.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	c := &census{groups: groups, arrays: map[string]*arrayKind{}, other: other}
	err = scan.Scan(ctx, db, nil, counted, func(key string, stored []byte) error {
		c.take(key, stored)
		return nil
	})
	return c, err
}

// text returns a readable description, such as "float32 (64, 64)".
func (k *arrayKind) text() string { return fmt.Sprintf("%s %s", k.DType, valuetext.ShapeText(k.Shape)) }
