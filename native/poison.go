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
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// poisoned is true in builds with -tags openleveldb_poison: see the package comment.
const poisoned = true

func init() {
	if errno := C.oldb_poison_install(); errno != 0 {
		panic(fmt.Sprintf("native: open \"poison\": no handler for faults: %v", syscall.Errno(errno)))
	}
}

// guard holds the copy of a borrowed value, which becomes inaccessible at release.
type guard struct {
	bytes []byte
	made  leak.Origin
	text  *C.char // the text of made
}

// protect returns a copy of bytes, which the caller sees instead of bytes.
func (g *guard) protect(bytes []byte) []byte {
	*g = guard{}
	runtime.Callers(3, g.made[:]) // skip Callers, guard.protect and borrow
	if len(bytes) == 0 {
		return bytes
	}
	g.text = place(g.made)
	var copied *C.char
	from := (*C.char)(unsafe.Pointer(unsafe.SliceData(bytes)))
	if errno := C.oldb_poison_copy(from, C.size_t(len(bytes)), g.text, &copied); errno != 0 {
		panic(fmt.Sprintf("native: get: no memory to poison for a value of %d bytes: %v", len(bytes), syscall.Errno(errno)))
	}
	g.bytes = unsafe.Slice((*byte)(unsafe.Pointer(copied)), len(bytes))
	return g.bytes
}

// revoke makes the copy inaccessible. forgotten is true if the garbage collector released it.
func (g *guard) revoke(forgotten bool) {
	if len(g.bytes) == 0 {
		return
	}
	released := forgottenText
	if !forgotten {
		var o leak.Origin
		runtime.Callers(3, o[:]) // skip Callers, revoke and release
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

// places holds the stacks seen so far, as text for C++. There is one for each place in the program
// that reads.
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

// copies holds the small values of an iterator's current page that are borrowed. They need no
// release if the iterator does not move on, so LiveHandles does not count them.
type copies struct{ out []copied }

type copied struct {
	value     driver.Value
	goroutine string
}

// borrow returns a copy of a small value. It is valid until its release or until the iterator moves
// on. The caller holds the cursor's mu.
func (c *copies) borrow(bytes []byte) driver.Value {
	v := borrow(bytes, pin{})
	if len(bytes) > 0 {
		c.out = append(c.out, copied{v, goroutine()})
	}
	return v
}

// withdraw releases the copies that this goroutine, which moves the iterator on, has not released.
// Another goroutine may still be reading its copies, which is allowed (see Page), so they stay
// valid until they are released. The caller holds mu.
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

// goroutine returns the number of the calling goroutine, as text.
func goroutine() string {
	var stack [64]byte
	// The text begins with "goroutine 1 [running]:".
	fields := strings.Fields(string(stack[:runtime.Stack(stack[:], false)]))
	return fields[1]
}

// ExplainFault returns the place where a borrowed value was made, and the place where it was
// released. address is any address in the value, as returned by the Addr method of a runtime.Error.
// The result is empty for other addresses, and in builds without -tags openleveldb_poison.
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
