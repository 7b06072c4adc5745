package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/google/flatbuffers/go"
)

// The library allocates memory for sizes that a file only claims. Go cannot recover from the lack
// of memory, so these sizes are checked before: the lengths of the lists in a schema by
// checkSchema, and buffers by bounded.

// bounded is an allocator that refuses buffers that are many times as large as the file.
type bounded struct {
	memory.Allocator
	most int
}

// boundedFor returns the allocator for a file of that size. The buffers of a compressed file can be
// a thousand times as large as the file.
func boundedFor(size int64) bounded {
	return bounded{memory.DefaultAllocator, int(min(64<<20+size*4096, 64<<30))}
}

// check panics for a size that is too large. The library recovers, or recovered does.
func (b bounded) check(size int) {
	if size < 0 || size > b.most {
		panic(fmt.Errorf("a buffer of %d bytes in a file so small", size))
	}
}

func (b bounded) Allocate(size int) []byte {
	b.check(size)
	return b.Allocator.Allocate(size)
}

func (b bounded) Reallocate(size int, old []byte) []byte {
	b.check(size)
	return b.Allocator.Reallocate(size, old)
}

// The slots of the fields in the tables of Arrow's metadata: see File.fbs, Message.fbs and
// Schema.fbs of its specification.
const (
	footerSchema   = 1
	messageHeader  = 2
	messageBody    = 3
	schemaFields   = 1
	schemaMetadata = 2
	fieldTypeType  = 2
	fieldType      = 3
	fieldChildren  = 5
	fieldMetadata  = 6
	unionIDs       = 1
	typeUnion      = 14
)

const (
	magicArrow = "ARROW1"
	// maxDepth exceeds the depth of the types of any value that can be stored.
	maxDepth = 64
	// maxFooter is the size that the library reads at most.
	maxFooter = 1 << 30
)

// checkFooter checks the schema in the footer of an Arrow file of that size. What is not an Arrow
// file is left to the library.
func checkFooter(in io.ReaderAt, size int64) (err error) {
	defer recovered(&err)
	end := make([]byte, 4+len(magicArrow))
	at := size - int64(len(end))
	if at < 0 {
		return nil
	}
	if _, err := in.ReadAt(end, at); err != nil {
		return err
	}
	length := int64(binary.LittleEndian.Uint32(end))
	if string(end[4:]) != magicArrow || length < 8 || length > at || length > maxFooter {
		return nil
	}
	footer := make([]byte, length)
	if _, err := in.ReadAt(footer, at-length); err != nil {
		return err
	}
	return rootOf(footer).checkSchema(footerSchema)
}

// checkStored checks the schema that a Parquet file holds as a message of Arrow, in Base64.
func checkStored(text string) (err error) {
	defer recovered(&err)
	message, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	start := 4 // of the length
	if len(message) >= 4 && binary.LittleEndian.Uint32(message) == 0xffffffff {
		start = 8
	}
	length := binary.LittleEndian.Uint32(message[start-4:])
	if int64(length) > int64(len(message)-start) {
		return errDamaged
	}
	message = message[start:]
	root := rootOf(message)
	if o := root.offset(messageBody); o != 0 {
		if size := root.GetInt64(o + root.Pos); size < 0 || size > int64(len(message)) {
			return fmt.Errorf("%w: a body of %d bytes in its schema", errDamaged, size)
		}
	}
	return root.checkSchema(messageHeader)
}

// table is a table in a buffer. Its methods panic if it is not inside of the buffer.
type table struct{ flatbuffers.Table }

// rootOf returns the root of a buffer.
func rootOf(buffer []byte) table {
	return table{flatbuffers.Table{Bytes: buffer, Pos: flatbuffers.GetUOffsetT(buffer)}}
}

// checkSchema checks the schema in a slot.
func (t table) checkSchema(slot int) error {
	schema, ok := t.child(slot)
	if !ok {
		return nil
	}
	left := len(t.Bytes) / 8 // fields, which are at least this large
	return schema.checkFields(schemaFields, schemaMetadata, 0, &left)
}

// offset returns where the field in a slot is, or 0 if the table does not have it.
func (t table) offset(slot int) flatbuffers.UOffsetT {
	return flatbuffers.UOffsetT(t.Offset(flatbuffers.VOffsetT(4 + 2*slot)))
}

// child returns the table in a slot.
func (t table) child(slot int) (child table, ok bool) {
	o := t.offset(slot)
	if o == 0 {
		return child, false
	}
	return table{flatbuffers.Table{Bytes: t.Bytes, Pos: t.Indirect(o + t.Pos)}}, true
}

// vector returns the start and the length of the list in a slot, after checking that all items of
// that size are inside of the buffer.
func (t table) vector(slot, size int) (start flatbuffers.UOffsetT, n int, err error) {
	o := t.offset(slot)
	if o == 0 {
		return 0, 0, nil
	}
	start, n = t.Vector(o), t.VectorLen(o)
	if int(start) > len(t.Bytes) || n > (len(t.Bytes)-int(start))/size {
		return 0, 0, fmt.Errorf("%w: a list of %d items in its schema", errDamaged, n)
	}
	return start, n, nil
}

// checkFields checks the list of fields in a slot, and that of metadata in another. left is the
// number of fields that may follow.
func (t table) checkFields(fields, metadata, depth int, left *int) error {
	if _, _, err := t.vector(metadata, flatbuffers.SizeUOffsetT); err != nil {
		return err
	}
	start, n, err := t.vector(fields, flatbuffers.SizeUOffsetT)
	if err != nil {
		return err
	}
	if *left -= n; *left < 0 || depth > maxDepth {
		return fmt.Errorf("%w: its schema has too many fields", errDamaged)
	}
	for i := range n {
		at := start + flatbuffers.UOffsetT(i*flatbuffers.SizeUOffsetT)
		field := table{flatbuffers.Table{Bytes: t.Bytes, Pos: t.Indirect(at)}}
		if o := field.offset(fieldTypeType); o != 0 && field.GetByte(o+field.Pos) == typeUnion {
			if union, ok := field.child(fieldType); ok {
				if _, _, err := union.vector(unionIDs, 4); err != nil {
					return err
				}
			}
		}
		if err := field.checkFields(fieldChildren, fieldMetadata, depth+1, left); err != nil {
			return err
		}
	}
	return nil
}
