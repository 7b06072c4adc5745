package server

import (
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

// locate sends a short value, or the location of a long one. The client itself must have permission
// to read the table.
func (c *served) locate() error {
	if err := c.acquire(false); err != nil {
		return err
	}
	key := string(c.body)
	value, err := c.pin(key)
	if err != nil {
		return err
	}
	defer func() { value.Release() }()
	if len(value.Bytes()) < wire.MinLocated {
		return c.answer.send(value.Bytes(), []byte{wire.LocateValue})
	}
	at, ok := native.Locate(value)
	if short := c.answer.short; !ok && short != nil { // the value may be a copy, which pin makes for a link
		c.answer.drop(c.weigh(value))
		value.Release()
		c.answer.short = nil
		value, err = c.pin(key)
		c.answer.short = short
		if err != nil {
			return err
		}
		at, ok = native.Locate(value)
	}
	switch size := len(value.Bytes()); {
	case size < wire.MinLocated: // it has changed
		return c.answer.send(value.Bytes(), []byte{wire.LocateValue})
	case !ok:
		at = driver.Location{Size: int64(size)}
	}
	return c.answer.send(wire.AppendLocation(nil, at))
}
