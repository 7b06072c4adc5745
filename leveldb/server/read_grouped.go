package server

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/internal/valuejson"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// grouping enumerates what follows a prefix if keys are plain concatenations, without a separator.
// The keys with the same character after the prefix form a group if there are more than a limit of
// them. The prefix of a group is all that its keys have in common. It is the common part of the
// first and the last of them, so a group of any size takes two seeks.
type grouping struct {
	*served
	listing
	most   int // the largest number of entries that do not form a group
	cursor driver.Cursor
	page   *driver.Page // nil: the next entry is in the next page
	at     int          // index of the next entry in page
	ended  bool
}

// eachGrouped is eachChild for a listing with groups.
func (c *served) eachGrouped(l listing, add func(child child)) error {
	g := &grouping{served: c, listing: l, most: l.grouped}
	span := l.span()
	if l.resumed {
		span.Lower = g.first(l.after) // including the entries that show what after was
	}
	return c.withCursor(span, true, func(cursor driver.Cursor) error {
		g.cursor = cursor
		for n := 0; n <= l.limit; {
			children, err := g.next()
			if err != nil || children == nil {
				return err
			}
			for _, child := range children {
				if n++; n <= l.limit+1 {
					add(child)
				}
			}
		}
		return nil
	})
}

// first returns what the keys of a group begin with: the prefix and the next character. It is key
// if nothing follows the prefix.
func (g *grouping) first(key string) string {
	_, size := utf8.DecodeRuneInString(key[len(g.prefix):])
	return key[:len(g.prefix)+size]
}

// next returns the entries that follow and are in no group, or the group that follows, or nil after
// the last.
func (g *grouping) next() ([]child, error) {
	var first string
	var entries []child
	for {
		child, key, err := g.entry()
		if err != nil {
			return nil, err
		}
		if child == nil || len(entries) > 0 && g.first(key) != first {
			if entries = g.rest(entries, first); len(entries) > 0 || child == nil {
				return entries, nil
			}
		}
		if len(entries) == 0 {
			first = g.first(key)
		}
		entries = append(entries, *child)
		g.at++
		switch {
		case first == g.prefix: // the key is the prefix
			if entries = g.rest(entries, first); len(entries) > 0 {
				return entries, nil
			}
		case len(entries) > g.most:
			group, err := g.group(string(entries[0].Key), first)
			if err != nil {
				return nil, err
			}
			if group = g.rest(group, first); len(group) > 0 {
				return group, nil
			}
			entries = nil
		}
	}
}

// rest removes the children that the response before has sent, which are those up to after. All of
// them begin with first.
func (g *grouping) rest(children []child, first string) []child {
	if !g.resumed || first != g.first(g.after) {
		return children
	}
	if len(children) == 1 && children[0].Prefix != nil {
		return nil
	}
	for len(children) > 0 && string(children[0].Key) <= g.after {
		children = children[1:]
	}
	return children
}

// entry returns the next entry and its key, or nil after the last. It does not move on.
func (g *grouping) entry() (*child, string, error) {
	ctx := g.request.Context()
	for g.page == nil || g.at == g.page.Len() {
		if g.page != nil {
			if err := g.page.Err(); err != nil {
				return nil, "", err
			}
			if err := g.pages.reserve(ctx); err != nil {
				return nil, "", err
			}
		}
		if g.ended {
			return nil, "", nil
		}
		page, err := g.pages.next(ctx, g.cursor)
		if err != nil {
			return nil, "", err
		}
		g.page, g.at, g.ended = page, 0, page == nil
	}
	child, _, err := g.childOf(g.listing, g.page, g.at)
	if err != nil {
		return nil, "", err
	}
	return &child, string(child.Key), nil
}

// group returns the group of the keys that begin with first, one of which is lowest, and moves to
// the entry after it.
func (g *grouping) group(lowest, first string) ([]child, error) {
	ctx := g.request.Context()
	next := driver.PrefixSpan(g.scope.key(first)).Upper
	back := driver.Position{Place: driver.AfterKey, Key: next, Reverse: true}
	if next == "" { // first consists of bytes 0xFF
		back = driver.Position{Place: driver.AtEdge, Reverse: true}
	}
	highest, err := g.keyAt(ctx, back)
	if err != nil {
		return nil, err
	}
	prefix := common(lowest, highest, len(first))
	g.page, g.ended = nil, next == ""
	if next != "" {
		if err := g.pages.reserve(ctx); err != nil {
			return nil, err
		}
		if err := move(g.cursor, driver.Position{Place: driver.AtKey, Key: next}); err != nil {
			return nil, err
		}
	}
	return []child{{Prefix: (*valuejson.Key)(&prefix)}}, nil
}

// keyAt moves to a position and returns the key of the entry there.
func (g *grouping) keyAt(ctx context.Context, to driver.Position) (string, error) {
	if err := g.pages.reserve(ctx); err != nil {
		return "", err
	}
	if err := move(g.cursor, to); err != nil {
		return "", err
	}
	page, err := g.pages.next(ctx, g.cursor)
	if err != nil || page == nil || page.Len() == 0 {
		return "", err
	}
	return strings.Clone(page.Key(0)[len(g.scope):]), nil
}

// common returns the common beginning of two keys, at least the given number of bytes. It does not
// end within a character.
func common(a, b string, least int) string {
	n := least
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for back := 1; back < utf8.UTFMax && n-back >= least; back++ {
		if _, size := utf8.DecodeRuneInString(a[n-back:]); size > back {
			return a[:n-back]
		}
	}
	return a[:n]
}
