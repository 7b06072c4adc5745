package server

import (
	"errors"

	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// part sends the beginning of a value, and a part of it. It reads nothing else, if the value is in a
// memory-mapped table.
func (c *served) part() error {
	r, err := wire.ParsePart(c.body)
	if err != nil {
		return err
	}
	if err := c.acquire(false); err != nil {
		return err
	}
	if far, ok := c.parts(); ok {
		part, err := c.farPart(far, c.scope.key(r.Key), r.Part)
		if err == nil {
			if err := c.holdBeyond(2 * int64(len(part.Header))); err != nil { // and the copy to send
				return err
			}
			return c.answer.send(wire.PartAnswer{Size: part.Size, Header: part.Header}.Append(nil), part.Bytes)
		}
		if !errors.Is(err, driver.ErrNotSupported) {
			return err
		}
	}
	value, err := c.pin(r.Key)
	if err != nil {
		return err
	}
	defer value.Release()
	stored := value.Bytes()
	if err := c.holdHeader(stored, headerCost); err != nil {
		return err
	}
	header, size := wire.PartOf(stored, r.Part)
	head := wire.PartAnswer{Size: int64(len(stored)), Header: header}.Append(nil)
	if size == 0 {
		return c.answer.send(head)
	}
	if r.Part = r.Part.Merged(); r.Part.Run == size {
		return c.answer.send(head, stored[r.Part.Offset:][:size])
	}
	if err := c.holdBeyond(size); err != nil {
		return err
	}
	runs := make([]byte, size)
	err = r.Part.CopyContext(c.request.Context(), runs, stored, 0, func(dst, src []byte) { copy(dst, src) })
	if err != nil {
		return err
	}
	return c.answer.send(head, runs)
}

// farPart reads a part of a value from another process or machine, and reserves the memory for it.
func (c *served) farPart(store driver.PartReader, key string, p driver.Part) (driver.ValuePart, error) {
	read := func(p driver.Part) (driver.ValuePart, error) {
		return store.ReadPart(c.request.Context(), key, p, c.read())
	}
	if size, ok := p.Size(driver.MaxEntrySize); !ok || driver.PartMemory(store, &p, size) > freeValue {
		part, err := read(driver.Part{})
		size, ok := p.Size(part.Size)
		if err != nil || !ok { // the value does not have the part, which needs no memory then
			return part, err
		}
		if err := c.holdBeyond(driver.PartMemory(store, &p, size)); err != nil {
			return driver.ValuePart{}, err
		}
	}
	return read(p)
}

// parts returns the store if it can read parts of values in another process or machine.
func (c *served) parts() (driver.PartReader, bool) {
	store, ok := c.store.(driver.PartReader)
	return store, ok && driver.Far(c.store)
}
