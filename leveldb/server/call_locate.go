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
	if !ok { // the value may be a copy
		value.Release()
		if value, err = c.store.Pin(c.request.Context(), c.scope.key(key), c.read()); err != nil {
			return err
		}
		if at, ok = native.Locate(value); !ok {
			at = driver.Location{Size: int64(len(value.Bytes()))}
		}
	}
	if at.Size < wire.MinLocated { // it has changed
		return c.answer.send(value.Bytes(), []byte{wire.LocateValue})
	}
	return c.answer.send(wire.AppendLocation(nil, at))
}
