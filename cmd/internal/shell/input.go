package shell

import (
	"context"
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// input is the terminal as the standard input of a command. When ctx ends, Read returns its error. A
// read of the terminal itself could not be interrupted without ending the shell.
type input struct {
	*os.File
	ctx context.Context
}

// readInterval is the time between two checks of the context, in milliseconds.
const readInterval = 50

func (in input) Read(b []byte) (int, error) {
	for {
		if err := in.ctx.Err(); err != nil {
			return 0, err
		}
		ready := []unix.PollFd{{Fd: int32(in.Fd()), Events: unix.POLLIN}}
		n, err := unix.Poll(ready, readInterval)
		switch {
		case err != nil && !errors.Is(err, unix.EINTR):
			return 0, os.NewSyscallError("poll", err)
		case err == nil && n > 0:
			return in.File.Read(b)
		}
	}
}
