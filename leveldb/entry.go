package leveldb

import (
	"runtime/debug"
	"strings"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// Entry is an entry of an Entries or Lookup loop, or of a Cursor. Its value can be read until the
// loop continues or ends, or the cursor moves; afterwards its methods return ErrMoved. Its key
// stays valid. The methods may be called from any goroutine.
type Entry struct {
	it    *current
	page  *driver.Page
	index int
	err   error // the error that ended the iteration; there is no entry then
}

// Key returns the key without Range.Prefix and the prefix of a sub-database. See Range.Prefix
// before passing it to another method.
func (e Entry) Key() string {
	if e.page == nil {
		return ""
	}
	return e.page.Key(e.index)[len(e.it.prefix):]
}

// Value decodes and returns the value, as DB.Get does. The value is a copy.
func (e Entry) Value() (value any, err error) {
	stored, err := e.stored()
	if err != nil {
		return nil, err
	}
	defer stored.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "get", e.page.Key(e.index), &err)
	value, err = e.it.db.codec.Decode(stored.Bytes())
	if err = e.checked(err); err != nil {
		return nil, err
	}
	return value, nil
}

// ValueAs decodes the value of an entry and returns it as a T, as the function Get does.
func ValueAs[T any](e Entry) (T, error) {
	var value T
	err := e.Load(&value)
	return value, err
}

// Load decodes the value into the variable that dst points to, as DB.Load does.
func (e Entry) Load(dst any) (err error) {
	stored, err := e.stored()
	if err != nil {
		return err
	}
	defer stored.Release()
	defer caught(stored, debug.SetPanicOnFault(true), "get", e.page.Key(e.index), &err)
	return e.checked(e.it.db.codec.DecodeInto(stored.Bytes(), dst))
}

// AppendRaw appends a copy of the stored bytes, including the tag, to dst, and returns the result.
// dst may be nil.
func (e Entry) AppendRaw(dst []byte) (raw []byte, err error) {
	stored, err := e.stored()
	if err != nil {
		return dst, err
	}
	defer stored.Release()
	raw = dst
	defer caught(stored, debug.SetPanicOnFault(true), "get", e.page.Key(e.index), &err)
	return append(dst, stored.Bytes()...), e.checked(nil)
}

// Kind returns the kind of the value, without decoding it. The error wraps codec.ErrKind if the tag
// is unknown.
func (e Entry) Kind() (codec.Kind, error) {
	stored, err := e.stored()
	if err != nil {
		return 0, err
	}
	defer stored.Release()
	tag, err := codec.KindOf(stored.Bytes())
	return tag, e.checked(err)
}

// stored returns the stored bytes. The caller must release them.
func (e Entry) stored() (driver.Value, error) {
	if e.page == nil {
		if e.err == nil {
			return driver.Value{}, fail("iterate", "", ErrInvalidArgument) // the zero Entry
		}
		return driver.Value{}, e.err
	}
	if e.moved() {
		return driver.Value{}, e.fail(ErrMoved)
	}
	v, err := e.page.Value(e.index)
	return v, e.fail(err)
}

// moved reports whether the loop has continued past the entry. Small values of a page stay in
// memory until the next page. A late read of them fails nevertheless, because otherwise its result
// would depend on the entry's place in the page.
func (e Entry) moved() bool { return e.it.at.Load() != int64(e.index) || e.page.Moved() }

// checked returns the error after the stored bytes were read. If the loop has continued on another
// goroutine, the bytes may have been overwritten, and the error is ErrMoved.
func (e Entry) checked(err error) error {
	if e.moved() {
		err = ErrMoved
	}
	return e.fail(err)
}

// fail adds the complete key to an error.
func (e Entry) fail(err error) error {
	if err == nil {
		return nil
	}
	return fail("get", strings.Clone(e.page.Key(e.index)), err)
}
