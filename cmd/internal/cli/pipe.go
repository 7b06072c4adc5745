package cli

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// PipeWriter writes to a pipe. A command whose output goes there ends without a message when nobody
// reads it any more, as a process does that SIGPIPE ends.
type PipeWriter struct{ io.WriteCloser }

var errPipe = errors.New("nobody reads the output")

func (p PipeWriter) Write(b []byte) (int, error) {
	n, err := p.WriteCloser.Write(b)
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) {
		err = errPipe
	}
	return n, err
}
