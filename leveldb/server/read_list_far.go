package server

import (
	"errors"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/valuejson"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// farAtOnce is the number of entries that are described at once.
const farAtOnce = 16

// describeFar completes the descriptions of entries of which only the keys were read. Entries stay
// as they are if they are gone, or if the other side cannot read parts of values.
func (c *served) describeFar(children []child) error {
	if !c.keysOnly {
		return nil
	}
	err := driver.ErrNotSupported
	if store, ok := c.parts(); ok {
		err = c.describeParts(store, children)
	}
	switch {
	case !errors.Is(err, driver.ErrNotSupported):
		return err
	case driver.Far(c.store): // an earlier version
		return nil
	}
	return c.describeNear(children) // this process serves the database since the keys were read
}

// describeParts is describeFar for a store that reads parts.
func (c *served) describeParts(store driver.PartReader, children []child) error {
	atOnce, memory := farAtOnce, int64(farAtOnce*wire.MaxArrayHeader) // headers, as they arrive
	if c.answer.tryHold(memory) {
		defer c.answer.drop(memory)
	} else {
		atOnce = 1
	}
	var parsing sync.Mutex
	group, ctx := errgroup.WithContext(c.request.Context())
	group.SetLimit(atOnce)
	for _, child := range children {
		if child.description == nil || child.cut {
			continue
		}
		group.Go(func() error {
			part, err := store.ReadPart(ctx, c.scope.key(string(child.Key)), driver.Part{}, c.read())
			if errors.Is(err, leveldb.ErrNotFound) {
				return nil
			}
			if err == nil {
				parsing.Lock()
				defer parsing.Unlock()
				key := string(child.Key)
				*child.description = *c.describeChild(key, part.Header, part.Size, func() *description { return describePart(key, part) })
			}
			return err
		})
	}
	return group.Wait()
}

// describeNear is describeFar for values in this process. It holds one of them at a time.
func (c *served) describeNear(children []child) error {
	for _, child := range children {
		if child.description == nil || child.cut || child.Bytes != unknownLength {
			continue
		}
		before := c.answer.held()
		err := c.describePinned(child.description)
		c.answer.drop(c.answer.held() - before)
		if err != nil && !errors.Is(err, leveldb.ErrNotFound) {
			return err
		}
	}
	return nil
}

// describePinned completes the description of an entry. If the value needs more memory than a
// client may use, its length stays unknown.
func (c *served) describePinned(d *description) error {
	value, err := c.pin(string(d.Key))
	if errors.Is(err, leveldb.ErrTooLarge) {
		d.Error = shorten(err.Error())
		return nil
	}
	if err != nil {
		return err
	}
	defer value.Release()
	key, stored := string(d.Key), value.Bytes()
	*d = *c.describeChild(key, stored, int64(len(stored)), func() *description { return describe(key, stored) })
	return nil
}

// describeChild calls describe for a response to list. start is the beginning of the value. Without
// the memory to parse the header of an array, there is no dtype and no shape.
func (c *served) describeChild(key string, start []byte, size int64, describe func() *description) *description {
	if memory := headerCost * int64(headerLength(start)); memory > freeValue {
		if !c.answer.tryHold(memory) {
			return &description{Key: valuejson.Key(key), Kind: codec.KindArray.String(), Bytes: length(size)}
		}
		defer c.answer.drop(memory)
	}
	d := describe()
	d.DType = shorten(d.DType)
	return d
}
