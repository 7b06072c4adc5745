package server

import "github.com/openleveldb/openleveldb/leveldb/internal/wire"

// array sends an array, or some of its rows, directly from LevelDB's memory. It reads only the
// header.
func (c *served) array() error {
	r, err := wire.ParseArray(c.body)
	if err != nil {
		return err
	}
	if err := c.acquire(false); err != nil {
		return err
	}
	value, err := c.pin(r.Key)
	if err != nil {
		return err
	}
	defer value.Release()
	if err := c.holdHeader(value.Bytes(), headerCost); err != nil {
		return err
	}
	head, elements := wire.ArrayPart(value.Bytes(), r.First, r.Last)
	return c.answer.send(head.Append(nil), elements)
}
