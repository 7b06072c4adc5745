//go:build openleveldb_poison

package native

/*
#include <stdlib.h>
#include "poison.h"
*/
import "C"

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"unsafe"

	"github.com/openleveldb/openleveldb/internal/leak"
)

// poisoned says that this is a build with -tags openleveldb_poison: see the package comment.
const poisoned = true

func init() {
	if errno := C.oldb_poison_install(); errno != 0 {
		panic(fmt.Sprintf("native: open \"poison\": no handler for faults: %v", syscall.Errno(errno)))
	}
}

// guard is the copy of a lent value, which its release makes inaccessible.
type guard struct {
	bytes []byte
	made  leak.Origin
	text  *C.char // of made
}

// lend gives the copy that the caller sees in place of the bytes.
func (g *guard) lend(bytes []byte) []byte {
	*g = guard{}
	runtime.Callers(3, g.made[:]) // without Callers, lend and the function lend
	if len(bytes) == 0 {
		return bytes
	}
	g.text = place(g.made)
	var copied *C.char
	from := (*C.char)(unsafe.Pointer(unsafe.SliceData(bytes)))
	if errno := C.oldb_poison_lend(from, C.size_t(len(bytes)), g.text, &copied); errno != 0 {
		panic(fmt.Sprintf("native: get: no memory to poison for a value of %d bytes: %v", len(bytes), syscall.Errno(errno)))
	}
	g.bytes = unsafe.Slice((*byte)(unsafe.Pointer(copied)), len(bytes))
	return g.bytes
}

// revoke ends the use of the copy. forgotten: the garbage collector does it.
func (g *guard) revoke(forgotten bool) {
	if len(g.bytes) == 0 {
		return
	}
	released := forgottenText
	if !forgotten {
		var o leak.Origin
		runtime.Callers(3, o[:]) // without Callers, revoke and settle
		released = place(o)
	}
	copied := (*C.char)(unsafe.Pointer(unsafe.SliceData(g.bytes)))
	if errno := C.oldb_poison_revoke(copied, C.size_t(len(g.bytes)), g.text, released); errno != 0 {
		panic(fmt.Sprintf("native: release: a value of %d bytes cannot be poisoned: %v", len(g.bytes), syscall.Errno(errno)))
	}
	g.bytes = nil
}

func (g *guard) origin() leak.Origin { return g.made }

var forgottenText = C.CString("\tno place: nothing referred to it any more, so the garbage collector released it")

// places are the stacks seen so far as text for C++. There are as many as places in the program that read.
var places struct {
	sync.Mutex
	text map[leak.Origin]*C.char
}

func place(o leak.Origin) *C.char {
	places.Lock()
	defer places.Unlock()
	text, ok := places.text[o]
	if !ok {
		if places.text == nil {
			places.text = map[leak.Origin]*C.char{}
		}
		text = C.CString(o.String())
		places.text[o] = text
	}
	return text
}

// copies are the small values of an iterator's page that are lent. They need no release if the iterator does not move on, so
// they are no handles (LiveHandles).
type copies struct{ out []copied }

type copied struct {
	value     Value
	goroutine string
}

// lendSmall lends a copy of a small value, until its release or until the iterator moves on.
func (p *Page) lendSmall(i int) (Value, error) {
	bytes, it := p.small(i), p.iterator
	if it == nil || len(bytes) == 0 {
		return lend(bytes, nil, nil, 0, nil), nil
	}
	it.mu.Lock()
	defer it.mu.Unlock()
	if p.Moved() {
		return Value{}, ErrMoved
	}
	v := lend(bytes, nil, nil, 0, nil)
	it.copies.out = append(it.copies.out, copied{v, goroutine()})
	return v, nil
}

// withdraw releases the copies that the goroutine which moves the iterator on has not released
// itself. Those of others may be in the middle of being read, which is allowed (see Page): they
// stay as they are until their own release. The caller holds mu.
func (c *copies) withdraw() {
	if len(c.out) == 0 {
		return
	}
	own := goroutine()
	for _, copied := range c.out {
		if copied.goroutine == own {
			copied.value.Release()
		}
	}
	clear(c.out)
	c.out = c.out[:0]
}

// goroutine gives the number of the goroutine that calls it, as text.
func goroutine() string {
	var stack [64]byte
	fields := strings.Fields(string(stack[:runtime.Stack(stack[:], false)])) // "goroutine 1 [running]:"
	return fields[1]
}

// ExplainFault says of an address, as the Addr method of a runtime.Error gives it, which borrowed value it belongs to, where
// that was made, and where it was released. It is empty for other addresses, and in builds without -tags openleveldb_poison.
func ExplainFault(address uintptr) string {
	var story C.oldb_poison_story
	C.oldb_poison_find(C.uintptr_t(address), &story)
	if story.made == nil {
		return ""
	}
	text := "a borrowed value was made at\n" + C.GoString(story.made)
	if story.released != nil {
		text += "\nand released at\n" + C.GoString(story.released)
	}
	return text
}
