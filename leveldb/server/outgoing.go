package server

import (
	"errors"
	"net"
	"sync"
	"time"
)

// outgoing collects messages, and writes them together.
type outgoing struct {
	conn     net.Conn
	patience time.Duration // for a write

	mu       sync.Mutex
	buf      []byte
	spare    []byte
	writing  bool
	written  sync.Cond // writing has ended
	deadline time.Time
	err      error
}

// linkTogether is the number of bytes that are collected before they are written.
const linkTogether = 64 << 10

func (o *outgoing) add(message []byte) {
	o.mu.Lock()
	o.buf = append(o.buf, message...)
	o.mu.Unlock()
}

// busy reports whether a goroutine is writing.
func (o *outgoing) busy() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.writing
}

func (o *outgoing) full() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.buf) >= linkTogether
}

// flush writes what was added. If another goroutine is writing, that goroutine writes it; flush then
// waits only if much was added, so that a client that does not read is not read from.
func (o *outgoing) flush() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.err == nil && len(o.buf) > 0 {
		if o.writing {
			if len(o.buf) < linkTogether {
				return nil
			}
			o.written.Wait()
			continue
		}
		buf := o.buf
		o.buf, o.writing = o.spare[:0], true
		now := time.Now()
		if o.deadline.Sub(now) < o.patience/2 {
			o.deadline = now.Add(o.patience)
			o.err = o.conn.SetWriteDeadline(o.deadline)
		}
		o.mu.Unlock()
		_, err := o.conn.Write(buf)
		o.mu.Lock()
		o.err = errors.Join(o.err, err)
		o.writing = false
		o.written.Broadcast()
		if o.spare = buf; cap(buf) > 4*linkTogether {
			o.spare = nil
		}
	}
	return o.err
}
