package remote

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
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

// hungUpConn is a connection that the other side has closed after sending something.
type hungUpConn struct {
	net.Conn
	sent *bytes.Reader
}

func (c hungUpConn) Read(p []byte) (int, error)         { return c.sent.Read(p) }
func (c hungUpConn) Write([]byte) (int, error)          { return 0, errors.New("broken pipe") }
func (c hungUpConn) Close() error                       { return nil }
func (c hungUpConn) SetReadDeadline(_ time.Time) error  { return nil }
func (c hungUpConn) SetWriteDeadline(_ time.Time) error { return nil }

// What a server sent before it closed the connection is read, although a write fails first.
func TestLinkReadsWhatWasSent(t *testing.T) {
	sent := append(wire.LinkHead{ID: 7, Size: 1}.Append(nil), 's')
	sent = wire.LinkHead{Kind: wire.LinkBye}.Append(sent)
	conn := hungUpConn{sent: bytes.NewReader(sent)}
	earlier, unanswered := &exchange{id: 7, event: make(chan struct{}, 1)}, &exchange{id: 8, event: make(chan struct{}, 1)}
	l := &link{
		conn: conn, in: bufio.NewReader(conn), timeout: time.Minute, last: 8, used: time.Now(), idle: time.NewTimer(time.Hour),
		waiting: map[uint32]*exchange{7: earlier, 8: unanswered},
	}
	_, _, again, f := l.call(context.Background(), &call{name: wire.CallPut, head: []byte("k")}, wire.LinkNumber(wire.CallPut), nil)
	assert.True(t, again, "the server has said that it will not execute the call")
	assert.NotNil(t, f)
	assert.True(t, earlier.done)
	assert.Nil(t, earlier.fail)
	assert.Equal(t, "s", string(earlier.body))
	assert.True(t, unanswered.done)
	assert.False(t, unanswered.fail.arrived)
	assert.ErrorIs(t, l.err, errBye)
}
