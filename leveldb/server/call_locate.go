package server

import (
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

// locate sends a short value, and the location of a long one. To read the table, the client needs
// its own permission.
func (c *served) locate() error {
	if err := c.acquire(false); err != nil {
		return err
	}
	value, err := c.pin(string(c.body))
	if err != nil {
		return err
	}
	defer value.Release()
	if size := len(value.Bytes()); size >= wire.MinLocated {
		at, ok := native.Locate(value)
		if !ok {
			at = driver.Location{Size: int64(size)}
		}
		return c.answer.send(wire.AppendLocation(nil, at))
	}
	return c.answer.send(value.Bytes(), []byte{wire.LocateValue})
}
