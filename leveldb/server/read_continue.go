package server

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/internal/valuejson"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// A key may be longer than a request. A response to list that is not the last one therefore
// contains where the next one begins. That is a short text between the last child sent and the
// first one not sent.

const (
	// maxExact is the length of a key after which the next response begins exactly.
	maxExact = 1 << 10
	// maxCut is the length of what a response has of a key that does not fit into memory.
	maxCut = 4 << 10
	// maxRest is how much of a key that was not sent is compared with the last one that was.
	maxRest = 64 << 10
)

// errListFull is the error of take if a response must end before a child.
var errListFull = errors.New("the response is complete")

// listFull ends a response to list. At least one child was sent.
type listFull struct {
	rest string // the first child not sent, or its beginning
	cut  bool   // rest is only the beginning
}

func (*listFull) Error() string { return errListFull.Error() }

// endBefore returns the error that ends a response before a key, if err is errListFull.
func endBefore(key string, err error) error {
	if errors.Is(err, errListFull) {
		return &listFull{strings.Clone(head(key, maxRest)), len(key) > maxRest}
	}
	return err
}

// head returns the first n bytes of a key.
func head(key string, n int) string { return key[:min(n, len(key))] }

// name returns the key or the prefix.
func (c child) name() string {
	if c.Prefix != nil {
		return string(*c.Prefix)
	}
	return string(c.Key)
}

// next returns where the response after one that ended with a child begins. It is after the child,
// and not after the first one not sent. It is empty if nothing short is between them.
func (c child) next(full *listFull) (string, error) {
	last, rest := c.name(), full.rest
	if !c.cut && len(last) <= maxExact {
		if c.Prefix != nil {
			return driver.PrefixSpan(last).Upper, nil
		}
		return last + "\x00", nil
	}
	n := 0
	for n < len(last) && n < len(rest) && last[n] == rest[n] {
		n++
	}
	switch {
	case n < len(rest) && (n < len(last) || !c.cut):
		return rest[:n+1], nil
	case !c.cut:
		return "", nil
	case n == len(last) && !full.cut:
		return rest, nil
	}
	return "", fmt.Errorf("%w: two keys that do not fit into memory begin with the same %d bytes", leveldb.ErrTooLarge, n)
}

// cutChild returns the child for an entry whose key never fits into memory, with the beginning of
// the key and an error.
func (r *listRoom) cutChild(key string, cause error) (child, error) {
	beginning := head(key, maxCut)
	for back := 1; back < utf8.UTFMax; back++ { // do not end within a character
		if at := len(beginning) - back; at > 0 && utf8.RuneStart(key[at]) {
			if !utf8.FullRuneInString(beginning[at:]) {
				beginning = beginning[:at]
			}
			break
		}
	}
	if err := r.take(len(beginning)); err != nil {
		return child{}, err
	}
	d := &description{Key: valuejson.Key(strings.Clone(beginning)), Error: cause.Error()}
	return child{description: d, cut: true}, nil
}
