package remote

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// The role of the reader is not given to a goroutine that is writing. If the server did not read
// before its responses are read, neither side would continue.
func TestLinkReaderDoesNotWrite(t *testing.T) {
	waiting := func(writes bool) *exchange { return &exchange{event: make(chan struct{}, 1), writes: writes} }
	writer, waiter, reader := waiting(true), waiting(false), waiting(false)
	for range 20 { // maps are iterated in random order
		l := &link{reader: reader, waiting: map[uint32]*exchange{1: writer, 2: waiter}}
		l.handOver()
		assert.Same(t, waiter, l.reader)
		assert.Len(t, waiter.event, 1)
		<-waiter.event
	}
	l := &link{reader: reader, waiting: map[uint32]*exchange{1: writer}}
	l.handOver()
	assert.Nil(t, l.reader)
	assert.Empty(t, writer.event)
}

// A request that waits behind one that is being written is sent later, so a write that ends before
// that has an unknown outcome.
func TestLinkQueuedRequestsMayArrive(t *testing.T) {
	abandoned, expired := &exchange{event: make(chan struct{}, 1), end: 10}, &exchange{event: make(chan struct{}, 1), end: 20}
	l := &link{writing: true, waiting: map[uint32]*exchange{0: abandoned, 1: expired}}
	l.abandon(abandoned, context.Canceled)
	l.expire(time.Now())
	for _, x := range []*exchange{abandoned, expired} {
		assert.True(t, x.done)
		assert.True(t, x.fail.arrived)
	}
}
