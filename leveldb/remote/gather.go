package remote

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// frameBuffers are for reading frames. Small parts come from the buffer; large parts bypass it.
var frameBuffers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 64<<10) }}

func freeBuffer(b *bufio.Reader) {
	b.Reset(nil)
	frameBuffers.Put(b)
}

// keysSize is the maximum number of bytes of keys in one call.
const keysSize = wire.MaxShortBody / 2

// some returns how many of the first keys fit into one call, at least one.
func some(keys []string) (n int) {
	for size := 0; n < len(keys); n++ {
		if size += 4 + len(keys[n]); size > keysSize && n > 0 {
			break
		}
	}
	return n
}

// Gather reads rows from the connection directly into the caller's memory. If the connection
// breaks, it reads all rows again. A row that was copied the first time but not the second time may
// have been overwritten.
func (s *clientStore) Gather(ctx context.Context, keys []string, header, rows []byte, o leveldb.ReadOptions) ([]driver.RowState, error) {
	defer runtime.KeepAlive(s.handle)
	if err := s.mayRead(); err != nil {
		return nil, err
	}
	if len(keys) == 0 {
		return nil, context.Cause(s.client.ctx) // ErrClosed, or nil
	}
	if len(rows)%len(keys) != 0 {
		return nil, fmt.Errorf("%w: %d bytes for %d rows", leveldb.ErrInvalidArgument, len(rows), len(keys))
	}
	row := len(rows) / len(keys)
	states := make([]driver.RowState, len(keys))
	for done := 0; done < len(keys); {
		part := keys[done : done+some(keys[done:])]
		request := wire.GatherRequest{Header: header, Row: uint64(row), Keys: part}
		k := &call{name: wire.CallGather, head: request.Append(s.body(o, len(header)+32*len(part)))}
		err := s.client.do(ctx, k, func(r *reply) error {
			return readRows(r, states[done:done+len(part)], rows[done*row:(done+len(part))*row], row)
		})
		if err != nil {
			return nil, err
		}
		done += len(part)
	}
	return states, nil
}

// readRows reads the rows of a response into rows, and what was found into states.
func readRows(r *reply, states []driver.RowState, rows []byte, row int) error {
	buffer := frameBuffers.Get().(*bufio.Reader)
	defer freeBuffer(buffer)
	buffer.Reset(r)
	frames := wire.FrameReader{R: buffer}
	for {
		kind, err := frames.Next()
		switch {
		case err == io.EOF:
			if len(states) > 0 {
				return fmt.Errorf("%w: %d rows are missing", ErrProtocol, len(states))
			}
			return readEnd(buffer)
		case err != nil:
			return sent(err)
		case kind != wire.FrameRows:
			return fmt.Errorf("%w: unexpected frame of kind %d in a stream of rows", ErrProtocol, kind)
		}
		found, err := frames.ReadStates()
		if err != nil {
			return err
		}
		if len(found) > len(states) {
			return fmt.Errorf("%w: more rows than keys", ErrProtocol)
		}
		copy(states, found)
		for i := 0; i < len(found); {
			// Read adjacent rows at once.
			n := 0
			for i+n < len(found) && found[i+n] == driver.RowCopied {
				n++
			}
			if _, err := io.ReadFull(buffer, rows[i*row:(i+n)*row]); err != nil {
				return early(err)
			}
			i += max(n, 1)
		}
		states, rows = states[len(found):], rows[len(found)*row:]
	}
}

// readEnd checks that nothing follows the last frame. After that the connection can be reused.
func readEnd(r io.Reader) error {
	var b [1]byte
	switch _, err := io.ReadFull(r, b[:]); err {
	case io.EOF:
		return nil
	case nil:
		return fmt.Errorf("%w: unexpected bytes after the last frame", ErrProtocol)
	default:
		return err
	}
}

// sent returns the error that the server sent, if err is one; otherwise it returns err.
func sent(err error) error {
	var s *wire.Sent
	if errors.As(err, &s) {
		return s.Err
	}
	return err
}
