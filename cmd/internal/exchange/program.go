package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/frames"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
)

// Program is a Sink that sends the entries to another program, as frames on its standard input, and
// writes that program's output to an Output.
type Program struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    Output
	writer *frames.Writer
	stderr bytes.Buffer
	ended  bool
}

// StartWriter starts a program whose standard output is the file.
func StartWriter(out Output, path string, args ...string) (*Program, error) {
	p := &Program{cmd: exec.Command(path, args...), out: out}
	p.cmd.Stdout, p.cmd.Stderr = out, &p.stderr
	if partial, ok := out.(*Partial); ok {
		p.cmd.Stdout = partial.File // the program writes to the file directly
	}
	// Ctrl-C signals only this process, which stops the program.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	p.in, p.writer = in, frames.NewWriter(in)
	return p, nil
}

// Put sends an entry.
func (p *Program) Put(key string, stored []byte) error { return p.failed(p.writer.Write(key, stored)) }

// failed replaces err by the program's own error message, if it has ended.
func (p *Program) failed(err error) error {
	if err == nil || p.ended {
		return err
	}
	p.ended = true
	closed := p.in.Close()
	if ended := p.cmd.Wait(); ended != nil {
		return programError(p.cmd, ended, &p.stderr)
	}
	return errors.Join(err, closed)
}

// programError describes why a program failed.
func programError(cmd *exec.Cmd, err error, stderr *bytes.Buffer) error {
	if words := strings.TrimSpace(stderr.String()); words != "" {
		return errors.New(strings.ReplaceAll(words, "\n", "; "))
	}
	return fmt.Errorf("%s: %w", cmd.Path, err)
}

// Commit waits for the program, and completes the file if it succeeded.
func (p *Program) Commit() error {
	err := p.writer.Close()
	if err == nil {
		err = p.in.Close()
	}
	if err != nil {
		return p.failed(err)
	}
	p.ended = true
	if err := p.cmd.Wait(); err != nil {
		return programError(p.cmd, err, &p.stderr)
	}
	return p.out.Commit()
}

// Abort stops the program and discards the file.
func (p *Program) Abort() error {
	if !p.ended { // the missing end of the frames makes the program fail, as intended
		p.ended = true
		return errors.Join(p.in.Close(), ignoreExit(p.cmd.Wait()), p.out.Abort())
	}
	return p.out.Abort()
}

// ignoreExit returns nil for an error that is a program's exit status, and other errors unchanged.
func ignoreExit(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil
	}
	return err
}

// ProgramReader is a Source that reads the frames into which another program converts a file.
type ProgramReader struct {
	cmd    *exec.Cmd
	file   *os.File
	out    io.ReadCloser
	stderr bytes.Buffer
	ended  bool
}

// StartReader starts a program with the file as its standard input.
func StartReader(file, path string, args ...string) (*ProgramReader, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	p := &ProgramReader{cmd: exec.Command(path, args...), file: f}
	p.cmd.Stdin, p.cmd.Stderr = f, &p.stderr
	// Ctrl-C signals only this process, which stops the program.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if p.out, err = p.cmd.StdoutPipe(); err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return p, nil
}

// Items iterates over the entries. Each is valid until the iteration continues.
func (p *ProgramReader) Items() iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		reader := frames.NewReader(p.out)
		for {
			key, value, err := reader.Next()
			if err == io.EOF {
				if err = p.wait(); err == nil {
					return
				}
			} else if err != nil {
				if ended := p.wait(); ended != nil { // its failure is the cause
					err = ended
				}
			}
			item := Item{Key: string(key), Append: func(dst []byte) ([]byte, error) { return append(dst, value...), nil }}
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}

// wait waits for the program to exit.
func (p *ProgramReader) wait() error {
	if p.ended {
		return nil
	}
	p.ended = true
	if err := p.out.Close(); err != nil { // so that the program does not wait for a reader
		return errors.Join(err, ignoreExit(p.cmd.Wait()))
	}
	if err := p.cmd.Wait(); err != nil {
		return programError(p.cmd, err, &p.stderr)
	}
	return nil
}

// Close stops the program if it is still running.
func (p *ProgramReader) Close() error {
	if p.ended {
		return p.file.Close()
	}
	p.ended = true
	return errors.Join(p.out.Close(), ignoreExit(p.cmd.Wait()), p.file.Close())
}

// Survey is what a format with columns must know before the first entry.
type Survey struct {
	Uniform  bool // all values are of one type, and all arrays of one dtype and shape
	TextKeys bool // all keys are UTF-8
}

// Look surveys the entries of a range, only those with the given types if there are any. It reads
// the headers of arrays, not their elements.
func Look(ctx context.Context, db *leveldb.DB, r *leveldb.Range, types []codec.Tag) (Survey, error) {
	s := Survey{Uniform: true, TextKeys: true}
	db = db.WithContext(ctx).WithReadOptions(leveldb.ReadOptions{DontFillCache: true})
	var c contents
	var head []byte // common to the values so far
	for e, err := range db.Entries(r) {
		if err != nil {
			return s, err
		}
		err = e.View(func(p *leveldb.Pinned) error {
			stored, err := p.Stored()
			if err != nil || !isOne(stored, types) {
				return err
			}
			s.TextKeys = s.TextKeys && utf8.ValidString(e.Key())
			found := c.headOf(stored)
			if head == nil {
				head = bytes.Clone(found)
			}
			s.Uniform = s.Uniform && found != nil && bytes.Equal(head, found)
			return nil
		})
		if err != nil {
			return s, err
		}
		if !s.Uniform {
			break
		}
	}
	if !s.Uniform { // then only the keys matter
		for key, err := range db.Keys(r) {
			if err != nil {
				return s, err
			}
			if !utf8.ValidString(key) {
				s.TextKeys = false
				break
			}
		}
	}
	return s, nil
}

// headOf returns what equal values have in common: the tag, and the header of an array. It returns
// nil for a value that is unlike any other.
func (c *contents) headOf(stored []byte) []byte {
	if len(stored) == 0 {
		return nil
	}
	switch tag := stored[:1]; codec.Tag(stored[0]) {
	case codec.Array:
		if _, offset, err := ndarray.ParseHeader(stored[1:]); err == nil {
			return stored[:1+offset]
		}
	case codec.Int:
		value, ok := intOf(stored)
		if _, small := value.(int64); ok && small {
			return tag
		}
	case codec.Str:
		if utf8.Valid(stored) {
			return tag
		}
	case codec.JSON:
		if readable(stored) {
			return tag
		}
	case codec.Bytes:
		return tag
	}
	return nil
}
