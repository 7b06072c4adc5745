package server

import (
	"context"
	"errors"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/internal/valuejson"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// maxGroup is how much of a key after the prefix and the token belongs to the prefix of its group.
const maxGroup = 8 << 10

// grouping enumerates what follows a prefix if keys are plain concatenations, without a separator.
// The keys with the same character after the prefix form a group if there are more than a limit of
// them. Bytes that are not a character are described at token. The prefix of a group is all that its keys have in common. It is the common part of the
// first and the last of them, so a group of any size takes two seeks.
type grouping struct {
	*listRoom
	listing
	most   int       // the largest number of entries that do not form a group
	full   *listFull // there is no room for another entry
	cursor driver.Cursor
	page   *driver.Page // nil: the next entry is in the next page
	at     int          // index of the next entry in page
	ended  bool
}

// eachGrouped is eachChild for a listing with groups.
func (c *served) eachGrouped(l listing, add func(child child)) error {
	// Entries that turn out to be a group count only until then.
	g := &grouping{listRoom: &listRoom{served: c, limit: math.MaxInt}, listing: l, most: l.grouped}
	span := l.span()
	if l.resumed {
		span.Lower = g.first(l.after) // including the entries that show what after was
	}
	return c.withCursor(span, true, func(cursor driver.Cursor) error {
		g.cursor = cursor
		for n := 0; ; {
			children, err := g.next()
			if err != nil {
				return err
			}
			for _, child := range children {
				if n == l.limit {
					return &listFull{child.name(), child.cut}
				}
				add(child)
				n++
			}
			switch {
			case g.full != nil:
				return g.full
			case len(children) == 0:
				return nil
			}
		}
	})
}

// first returns what the keys of a group begin with: the prefix and the token after it. It is key if
// there is no complete token, and then key is in no group.
func (g *grouping) first(key string) string {
	size, _ := token(key[len(g.prefix):])
	return key[:len(g.prefix)+size]
}

// beginning returns as much of a key as its group needs.
func (g *grouping) beginning(key string) string {
	return head(key, len(g.prefix)+maxGroup+2*utf8.UTFMax)
}

// alone reports whether a key is in no group, because it ends with the prefix or within a character.
func (g *grouping) alone(key string) bool {
	_, complete := token(key[len(g.prefix):])
	return !complete
}

// token returns the length of the token that a text begins with. A token is a character, or the
// bytes up to and including the first with which they cannot become one. No token begins with
// another one, so in the order of the keys, those with the same token follow one another. A text
// that is empty or ends within a character has no complete token.
func token(text string) (size int, complete bool) {
	if r, size := utf8.DecodeRuneInString(text); r != utf8.RuneError || size > 1 {
		return size, true
	}
	for size := 1; size <= len(text); size++ {
		if utf8.FullRuneInString(text[:size]) {
			return size, true
		}
	}
	return len(text), false
}

// next returns the entries that follow and are in no group, or the group that follows, without those
// that the response before has sent. If they are not all, it sets full. There are none after the
// last.
func (g *grouping) next() (children []child, err error) {
	var first, lowest string // of the entries with the same beginning
	before := *g.listRoom
	alone, count := false, 0
	for {
		key, ok, err := g.key()
		if err != nil {
			return nil, err
		}
		if !ok || count > 0 && g.first(key) != first {
			if !ok || len(children) > 0 || g.full != nil {
				return children, nil
			}
			count = 0 // all of them were sent
		}
		if count == 0 {
			lowest, before = strings.Clone(g.beginning(key)), *g.listRoom
			first, alone = g.first(lowest), g.alone(lowest)
		}
		if sent := g.resumed && key <= g.after; !sent && g.full == nil {
			switch child, _, err := g.childOf(g.listing, g.page, g.at); {
			case errors.Is(err, errListFull):
				g.full = &listFull{strings.Clone(head(key, maxRest)), len(key) > maxRest}
			case err != nil:
				return nil, err
			default:
				children = append(children, child)
			}
		}
		count++
		g.at++
		switch {
		case alone:
			if len(children) > 0 || g.full != nil {
				return children, nil
			}
			count = 0
		case count > g.most:
			children, g.full = nil, nil
			g.giveBack(before)
			prefix, err := g.group(lowest, first)
			if err != nil {
				return nil, err
			}
			// If after is an entry in the group, there were fewer before. Then the group is sent.
			if g.resumed && prefix == g.after {
				count = 0
				continue
			}
			if err := g.take(len(prefix)); err != nil {
				return nil, endBefore(prefix, err)
			}
			return []child{{Prefix: (*valuejson.Key)(&prefix)}}, nil
		}
	}
}

// key returns the key of the next entry, which is valid until the next call. ok is false after the
// last entry.
func (g *grouping) key() (key string, ok bool, err error) {
	ctx := g.request.Context()
	for g.page == nil || g.at == g.page.Len() {
		if g.page != nil {
			if err := g.page.Err(); err != nil {
				return "", false, err
			}
			if err := g.pages.reserve(ctx); err != nil {
				return "", false, err
			}
		}
		if g.ended {
			return "", false, nil
		}
		page, err := g.pages.next(ctx, g.cursor)
		if err != nil {
			return "", false, err
		}
		g.page, g.at, g.ended = page, 0, page == nil
	}
	return g.page.Key(g.at)[len(g.scope):], true, nil
}

// group returns the prefix of the group of the keys that begin with first, one of which is lowest,
// and moves to the entry after it.
func (g *grouping) group(lowest, first string) (prefix string, err error) {
	ctx := g.request.Context()
	next := driver.PrefixSpan(g.scope.key(first)).Upper
	back := driver.Position{Place: driver.AfterKey, Key: next, Reverse: true}
	if next == "" { // first consists of bytes 0xFF
		back = driver.Position{Place: driver.AtEdge, Reverse: true}
	}
	highest, err := g.keyAt(ctx, back)
	if err != nil {
		return "", err
	}
	prefix = common(lowest, highest, len(first))
	g.page, g.ended = nil, next == ""
	if next != "" {
		if err := g.pages.reserve(ctx); err != nil {
			return "", err
		}
		if err := move(g.cursor, driver.Position{Place: driver.AtKey, Key: next}); err != nil {
			return "", err
		}
	}
	return prefix, nil
}

// keyAt moves to a position and returns the beginning of the key of the entry there.
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
	return strings.Clone(g.beginning(page.Key(0)[len(g.scope):])), nil
}

// common returns the common beginning of two keys, at least the given number of bytes. It does not
// end within a character.
func common(a, b string, least int) string {
	n := least
	for n < min(len(a), len(b), least+maxGroup) && a[n] == b[n] {
		n++
	}
	for back := 1; back < utf8.UTFMax && n-back >= least; back++ {
		if _, size := utf8.DecodeRuneInString(a[n-back:]); size > back {
			return a[:n-back]
		}
	}
	return a[:n]
}
