package dbfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/openleveldb/openleveldb/internal/disk"
)

// Summary summarizes the entries of a table.
type Summary struct {
	Entries      int
	First, Last  string // the first and last internal key: user key, sequence number and kind
	MaxSequence  uint64
	DamageErr    error // the first damage, which wraps ErrDamaged; nil if the table is sound
	sound        []Block
	lastInternal []byte // last internal key of the blocks that were read
}

// Sound reports whether the table has no damage.
func (s *Summary) Sound() bool { return s.DamageErr == nil }

// FirstUser returns the user key of First.
func (s *Summary) FirstUser() string { return userKey(s.First) }

// LastUser returns the user key of Last.
func (s *Summary) LastUser() string { return userKey(s.Last) }

// OrderError reports intact entries that are not in the expected order. The table was written with
// another comparator.
type OrderError struct{ Comparator string } // the expected one; empty for bytewise order

func (e *OrderError) Error() string {
	order := "bytewise order"
	if e.Comparator != "" {
		order = fmt.Sprintf("the order of the comparator %q", e.Comparator)
	}
	return "the keys are intact and not in " + order + ": another comparator was used to write them"
}

// EntryError reports an intact entry that is neither a value nor a deletion.
type EntryError struct{ Kind byte }

func (e *EntryError) Error() string {
	return fmt.Sprintf("an entry is of the unknown kind %d: another program wrote it", e.Kind)
}

// ScanTable reads a table to its end and verifies the checksums of its blocks and the order of its
// keys, which is o. It reads only the first size bytes of the file; a negative size is no limit.
//
// Damage is not returned as an error. It is recorded in the Summary, which covers the intact
// blocks. The error is that of the file system, or a *ForeignError, *KindError, *OrderError or
// *EntryError for a table that is intact but that LevelDB cannot read here.
func ScanTable(path string, size int64, snappyReadable bool, o *Order) (*Summary, error) {
	s := &Summary{}
	t, err := openTable(path, size, 0)
	if errors.Is(err, ErrDamaged) || isDiskError(err) {
		s.DamageErr = err
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	defer t.Close()
	for _, b := range t.Blocks {
		if err := s.scan(t, b, snappyReadable, o); err != nil {
			return nil, err
		}
	}
	for _, b := range t.other {
		// LevelDB ignores a filter that it cannot read, if it notices the damage.
		switch err := t.Check(b); {
		case errors.Is(err, ErrDamaged), isDiskError(err):
			s.damage(err)
		case err != nil:
			return nil, err
		}
	}
	if s.Entries == 0 {
		s.damage(damaged("the table has no entries"))
	}
	return s, nil
}

func (s *Summary) damage(err error) {
	if s.DamageErr == nil {
		s.DamageErr = err
	}
}

// scan reads one block and adds it to the summary. A damaged block is not added.
func (s *Summary) scan(t *TableReader, b Block, snappyReadable bool, o *Order) error {
	block, kind, err := t.read(b)
	if err == nil && kind == Snappy && !snappyReadable {
		return &KindError{Kind: kind}
	}
	last := bytes.Clone(s.lastInternal)
	first, n, newest := "", 0, uint64(0)
	if err == nil {
		err = entries(block, func(key, _ []byte) error {
			if len(key) < trailing {
				return damaged("%v: a key is too short", b)
			}
			tag := binary.LittleEndian.Uint64(key[len(key)-trailing:])
			if kind := byte(tag); kind > 1 {
				return &EntryError{kind}
			}
			if (s.Entries > 0 || n > 0) && o.compare(last, key) >= 0 {
				return o.violated()
			}
			if n == 0 {
				first = string(key)
			}
			last = append(last[:0], key...)
			newest = max(newest, tag>>8)
			n++
			return nil
		})
	}
	if err == nil && n > 0 && o.compare(last, []byte(b.separator)) > 0 {
		err = o.violated()
	}
	switch {
	case errors.Is(err, ErrDamaged), isDiskError(err):
		s.damage(err)
		return nil
	case err != nil:
		return err
	case n == 0:
		return nil
	}
	if s.Entries == 0 {
		s.First = first
	}
	s.Entries += n
	s.Last, s.lastInternal = string(last), last
	s.MaxSequence = max(s.MaxSequence, newest)
	s.sound = append(s.sound, b)
	return nil
}

// SalvageTable copies the intact blocks of a table unchanged to a new file, with a new index and
// without a filter. s is the result of ScanTable for the same bytes, and holds at least one entry.
// It returns the size of the new file, which it has synced.
func SalvageTable(from, to string, s *Summary) (size int64, err error) {
	in, err := openRegular(from)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	out, err := disk.NewFile(to, 0o644)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	var index []byte
	var restarts []uint32
	for _, b := range s.sound {
		n, err := io.Copy(out, io.NewSectionReader(in, b.Offset, b.Size+trailerSize))
		if err != nil {
			return 0, err
		}
		if n != b.Size+trailerSize {
			return 0, io.ErrUnexpectedEOF
		}
		restarts = append(restarts, uint32(len(index)))
		h := appendHandle(nil, handle{uint64(size), uint64(b.Size)})
		index = binary.AppendUvarint(append(index, 0), uint64(len(b.separator)))
		index = binary.AppendUvarint(index, uint64(len(h)))
		index = append(append(index, b.separator...), h...)
		size += n
	}
	end := appendEnd(nil, uint64(size), index, restarts)
	if _, err := out.Write(end); err != nil {
		return 0, err
	}
	return size + int64(len(end)), out.Sync()
}

// appendEnd appends the parts after the blocks of a table: an empty metaindex, the index and the
// footer. at is their offset in the file.
func appendEnd(dst []byte, at uint64, index []byte, restarts []uint32) []byte {
	block := func(content []byte, restarts []uint32) handle {
		h := handle{offset: at + uint64(len(dst))}
		from := len(dst)
		dst = append(dst, content...)
		for _, r := range restarts {
			dst = binary.LittleEndian.AppendUint32(dst, r)
		}
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(restarts)))
		h.size = uint64(len(dst) - from)
		dst = append(dst, byte(Plain))
		dst = binary.LittleEndian.AppendUint32(dst, maskedSum(dst[from:]))
		return h
	}
	meta := block(nil, []uint32{0})
	footer := appendHandle(appendHandle(nil, meta), block(index, restarts))
	footer = append(footer, make([]byte, footerSize-8-len(footer))...)
	return append(dst, binary.LittleEndian.AppendUint64(footer, magic)...)
}

func appendHandle(dst []byte, h handle) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(dst, h.offset), h.size)
}
