package wire

import (
	"fmt"
	"path/filepath"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// The last byte of the response to a locate call is the kind of what precedes it. It comes last so
// that the elements of a received array are aligned.
const (
	LocateValue     byte = 0 // the stored bytes of a short value
	LocatePlace     byte = 1 // inode, offset and size, 8 bytes each; name of the table
	LocateElsewhere byte = 2 // size, 8 bytes: the value is long, and not in a mapped table
)

// MinLocated is the minimum size of a long value, in bytes. Transferring a shorter value is faster
// than mapping its table.
const MinLocated = 32 << 10

// MaxLocated is the maximum size of the response to a locate call, in bytes.
const MaxLocated = MinLocated

// maxTableName is the maximum length of a table's name.
const maxTableName = 255

// AppendLocation appends the response for a long value. at.Table is empty if it is not in a mapped
// table.
func AppendLocation(dst []byte, at driver.Location) []byte {
	if at.Table == "" {
		return append(le.AppendUint64(dst, uint64(at.Size)), LocateElsewhere)
	}
	dst = le.AppendUint64(dst, at.Inode)
	dst = le.AppendUint64(dst, uint64(at.Offset))
	dst = le.AppendUint64(dst, uint64(at.Size))
	return append(append(dst, at.Table...), LocatePlace)
}

// ParseLocated parses the response to a locate call. If at.Size is 0, value is the stored bytes.
// Otherwise at is the location of the value; its Table is empty, or the name of a file without a
// directory.
func ParseLocated(answer []byte) (value []byte, at driver.Location, err error) {
	wrong := func(format string, args ...any) ([]byte, driver.Location, error) {
		return nil, driver.Location{}, fmt.Errorf("%w: invalid location: "+format, append([]any{ErrProtocol}, args...)...)
	}
	if len(answer) == 0 {
		return wrong("no bytes")
	}
	kind, p := answer[len(answer)-1], parser{rest: answer[:len(answer)-1]}
	switch kind {
	case LocateValue:
		return p.rest, at, nil
	case LocatePlace:
		at.Inode = p.uint64()
		at.Offset = int64(p.uint64())
		at.Size = int64(p.uint64())
		at.Table = string(p.rest)
		if name := at.Table; p.err == nil && (name == "" || len(name) > maxTableName || name == "." || name == ".." || filepath.Base(name) != name) {
			return wrong("table %.80q", name)
		}
	case LocateElsewhere:
		at.Size = int64(p.uint64())
		if len(p.rest) > 0 {
			return wrong("a response of %d bytes", len(answer))
		}
	default:
		return wrong("kind %d", kind)
	}
	if p.err != nil {
		return nil, driver.Location{}, p.err
	}
	if at.Offset < 0 || at.Size < MinLocated || uint64(at.Size) > driver.MaxEntrySize || at.Offset+at.Size < at.Offset {
		return wrong("%d bytes at offset %d", at.Size, at.Offset)
	}
	return nil, at, nil
}
