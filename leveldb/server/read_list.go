package server

import (
	"errors"
	"fmt"
	"strings"

	"github.com/openleveldb/openleveldb/internal/valuejson"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// maxChildren is the maximum number of children in a response, and the default.
const maxChildren = 1000

// child is an entry or a prefix in the response to list.
type child struct {
	Prefix *valuejson.Key `json:"prefix,omitempty"` // of the entries in a group
	*description
	cut bool // the key is only the beginning of one
}

// children is the response to list.
type children struct {
	Children []child `json:"children"`
	More     bool    `json:"more"` // there are further children
	// Next is the parameter from of the call for them.
	Next valuejson.Key `json:"next,omitempty"`
}

// listing enumerates what follows a prefix.
type listing struct {
	prefix    string
	separator string // empty: every entry is a child
	after     string // the child to continue after; "" with found unset: from the start
	resumed   bool
	from      string // the first key, or ""
	limit     int
	grouped   int // see grouping; 0: no groups but those of the separator
}

// list sends the children of a prefix: the entries whose keys have no separator after the prefix,
// and for the others, each prefix that ends with the first separator, once. It jumps over the
// entries of such a group with one seek, so its cost depends only on the number of children.
func (c *served) list(p *parameters) error {
	l := listing{prefix: p.text("prefix"), separator: p.text("separator"), limit: p.number("limit", maxChildren, maxChildren)}
	l.after, l.resumed = p.find("after")
	if l.from = p.text("from"); l.from != "" && l.resumed {
		p.fail("the parameters after and from exclude each other")
	}
	if _, found := p.values["group"]; found {
		if l.grouped = p.number("group", 0, maxChildren); l.separator != "" {
			p.fail("the parameters group and separator exclude each other")
		}
	}
	if err := p.done(); err != nil {
		return err
	}
	if l.resumed && !strings.HasPrefix(l.after, l.prefix) {
		return fmt.Errorf("%w: after %.80q does not begin with the prefix", leveldb.ErrInvalidArgument, l.after)
	}
	if l.from != "" && !strings.HasPrefix(l.from, l.prefix) {
		return fmt.Errorf("%w: from %.80q does not begin with the prefix", leveldb.ErrInvalidArgument, l.from)
	}
	if err := c.acquire(false); err != nil {
		return err
	}
	result := children{Children: []child{}}
	each := c.eachChild
	if l.grouped > 0 {
		each = c.eachGrouped
	}
	err := each(l, func(child child) { result.Children = append(result.Children, child) })
	if full := (*listFull)(nil); errors.As(err, &full) {
		var next string
		next, err = result.Children[len(result.Children)-1].next(full)
		result.More, result.Next = true, valuejson.Key(next)
	}
	if err == nil {
		err = c.describeFar(result.Children)
	}
	if err != nil {
		return err
	}
	return sendJSON(c.answer, result)
}

// group returns the prefix of the group that a key belongs to, if it belongs to one.
func (l *listing) group(key string) (prefix string, ok bool) {
	if l.separator == "" {
		return "", false
	}
	i := strings.Index(key[len(l.prefix):], l.separator)
	if i < 0 {
		return "", false
	}
	return key[:len(l.prefix)+i+len(l.separator)], true
}

// span returns the keys to iterate over, without the scope.
func (l *listing) span() wire.Span {
	s := driver.PrefixSpan(l.prefix)
	span := wire.Span{Lower: s.Lower, Upper: s.Upper}
	if l.from != "" {
		span.Lower = l.from
	}
	if l.resumed {
		span.Lower = l.after + "\x00"
		if group, ok := l.group(l.after); ok {
			span.Lower = driver.PrefixSpan(group).Upper
		}
	}
	return span
}

// eachChild calls add for each child in the order of the keys. The error is a *listFull if there are
// more than fit into the response.
func (c *served) eachChild(l listing, add func(child child)) error {
	span := l.span()
	if l.resumed && span.Lower == "" { // nothing follows a prefix of only 0xFF bytes
		return nil
	}
	return c.withCursor(span, l.separator != "", func(cursor driver.Cursor) error { return c.eachOf(l, cursor, add) })
}

// withCursor calls use with a cursor over a span, unless the span is empty.
func (c *served) withCursor(span wire.Span, moves bool, use func(cursor driver.Cursor) error) error {
	whole := c.wholeSpan(span)
	whole.Seekable, whole.Reuse = true, true
	// Decided once: this process may begin to serve a shared database at any time.
	if c.keysOnly = driver.Far(c.store); c.keysOnly {
		whole.KeysOnly = true
		whole.Lazy = moves // such a cursor can move: see remote.clientStore.Scan
	}
	if whole.Empty() {
		return nil
	}
	cursor, err := c.cursor(func(o leveldb.ReadOptions) (driver.Cursor, error) { return c.store.Scan(c.request.Context(), whole, o) })
	if err != nil {
		return err
	}
	defer cursor.Close()
	return use(cursor)
}

// eachOf is eachChild with a cursor.
func (c *served) eachOf(l listing, cursor driver.Cursor, add func(child child)) error {
	ctx := c.request.Context()
	room := &listRoom{served: c, limit: l.limit}
	for {
		page, err := c.pages.next(ctx, cursor)
		if page == nil || err != nil {
			return err
		}
		jumped := false
		for i := 0; i < page.Len() && !jumped; i++ {
			child, group, err := room.childOf(l, page, i)
			if err != nil {
				return endBefore(page.Key(i)[len(c.scope):], err)
			}
			add(child)
			if group != "" {
				next := driver.PrefixSpan(c.scope.key(group)).Upper
				if next == "" {
					return nil
				}
				if err := move(cursor, driver.Position{Place: driver.AtKey, Key: next}); err != nil {
					return err
				}
				jumped = true
			}
		}
		if err := page.Err(); err != nil && !jumped {
			return err
		}
		if err := c.pages.reserve(ctx); err != nil {
			return err
		}
	}
}

// move moves a cursor.
func move(cursor driver.Cursor, to driver.Position) error {
	seeker, ok := cursor.(driver.Seeker)
	if !ok {
		return fmt.Errorf("%w: prefixes of this database", driver.ErrNotSupported)
	}
	return seeker.Seek(to)
}

// childOf returns the child to which an entry of a page belongs, and its prefix if it is a group.
func (r *listRoom) childOf(l listing, page *driver.Page, i int) (child, string, error) {
	key := page.Key(i)[len(r.scope):]
	prefix, ok := l.group(key)
	if ok {
		key = prefix
	}
	if err := r.take(len(key)); errors.Is(err, leveldb.ErrTooLarge) {
		child, err := r.cutChild(page.Key(i)[len(r.scope):], err)
		return child, "", err
	} else if err != nil {
		return child{}, "", err
	}
	key = strings.Clone(key)
	if ok {
		return child{Prefix: (*valuejson.Key)(&key)}, key, nil
	}
	if r.keysOnly {
		return child{description: &description{Key: valuejson.Key(key), Bytes: unknownLength}}, "", nil
	}
	value, err := page.Value(i)
	if err != nil {
		return child{}, "", err
	}
	defer value.Release()
	d, err := r.describe(key, value.Bytes())
	return child{description: d}, "", err
}
