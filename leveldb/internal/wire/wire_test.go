package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// message is an encoded request or response, with a function that parses and re-encodes it.
type message struct {
	name   string
	bytes  []byte
	again  func([]byte) ([]byte, error)
	anyEnd bool // it is valid if cut anywhere after the first fixed bytes
	fixed  int
}

func messages() []message {
	span := Span{Reverse: true, KeysOnly: true, Limit: 7, Lower: "a\x00", Upper: "\xff"}
	seek := SeekRequest{ID: 1 << 63, Wanted: 12, To: driver.Position{Place: driver.AfterKey, Key: "k\xff", Reverse: true}}
	options := Options{VerifyChecksums: true, Sync: true, Snapshot: math.MaxUint64}
	return []message{
		{name: "options", bytes: options.Append(nil), again: func(b []byte) ([]byte, error) {
			o, rest, err := ParseOptions(b)
			return append(o.Append(nil), rest...), err
		}, anyEnd: true, fixed: 9},
		{name: "put", bytes: append(PutRequest{Key: "ключ"}.AppendHead(nil), "value"...), again: func(b []byte) ([]byte, error) {
			r, err := ParsePut(b)
			return append(r.AppendHead(nil), r.Value...), err
		}, anyEnd: true, fixed: 12},
		{name: "array", bytes: ArrayRequest{Key: "k", First: 3, Last: -1}.Append(nil), again: func(b []byte) ([]byte, error) {
			r, err := ParseArray(b)
			return r.Append(nil), err
		}, anyEnd: true, fixed: 16},
		{name: "part", bytes: PartRequest{Key: "k", Part: driver.Part{Offset: 5, Run: -1, Axes: []driver.PartAxis{{Count: 1, Stride: 2}}}}.Append(nil),
			again: func(b []byte) ([]byte, error) {
				r, err := ParsePart(b)
				return r.Append(nil), err
			}, anyEnd: true, fixed: 36},
		{name: "keys", bytes: AppendKeys(nil, []string{"", "a", "bc"}), again: func(b []byte) ([]byte, error) {
			keys, err := ParseKeys(b)
			return AppendKeys(nil, keys), err
		}},
		{name: "gather", bytes: GatherRequest{Header: []byte("head"), Row: 9, Keys: []string{"x", "yy"}}.Append(nil), again: func(b []byte) ([]byte, error) {
			r, err := ParseGather(b)
			return r.Append(nil), err
		}},
		{name: "span", bytes: span.Append(nil), again: func(b []byte) ([]byte, error) {
			s, rest, err := ParseSpan(b)
			return append(s.Append(nil), rest...), err
		}},
		{name: "range", bytes: RangeRequest{Span: span}.Append(nil), again: func(b []byte) ([]byte, error) {
			r, err := ParseRange(b)
			return r.Append(nil), err
		}},
		{name: "resumed range", bytes: RangeRequest{Span: span, Resume: 1 << 63, Taken: 12, After: ""}.Append(nil), again: func(b []byte) ([]byte, error) {
			r, err := ParseRange(b)
			return r.Append(nil), err
		}},
		{name: "seek", bytes: seek.Append(nil), again: func(b []byte) ([]byte, error) {
			r, err := ParseSeek(b)
			return r.Append(nil), err
		}, anyEnd: true, fixed: 18},
		{name: "open", bytes: OpenRequest{Create: true, ErrorIfExists: true}.Append(nil), again: func(b []byte) ([]byte, error) {
			r, err := ParseOpen(b)
			return r.Append(nil), err
		}},
		{name: "answer to open", bytes: OpenAnswer{ReadOnly: true}.Append(nil), again: func(b []byte) ([]byte, error) {
			r, err := ParseOpenAnswer(b)
			return r.Append(nil), err
		}},
		{name: "lease", bytes: Lease{ID: 1, Milliseconds: 60_000}.Append(nil), again: func(b []byte) ([]byte, error) {
			l, err := ParseLease(b)
			return l.Append(nil), err
		}},
		{name: "number", bytes: AppendNumber(nil, 1<<40), again: func(b []byte) ([]byte, error) {
			n, err := ParseNumber(b)
			return AppendNumber(nil, n), err
		}},
	}
}

// Every message survives a round trip. A truncated message is refused if the truncation is
// detectable.
func TestMessages(t *testing.T) {
	for _, m := range messages() {
		again, err := m.again(m.bytes)
		require.NoError(t, err, m.name)
		assert.Equal(t, m.bytes, again, m.name)
		for cut := range m.bytes {
			again, err := m.again(m.bytes[:cut])
			switch {
			case m.anyEnd && cut >= m.fixed:
				assert.NoError(t, err, "%s to %d", m.name, cut)
			case err == nil: // between two keys of a list
				assert.Equal(t, string(m.bytes[:cut]), string(again), "%s to %d", m.name, cut)
				assert.Contains(t, []string{"keys", "gather"}, m.name)
			default:
				assert.ErrorIs(t, err, ErrProtocol, "%s to %d", m.name, cut)
			}
		}
	}
}

func TestRefusedMessages(t *testing.T) {
	for name, err := range map[string]error{
		"unknown flags":      second(ParseOptions([]byte{8, 0, 0, 0, 0, 0, 0, 0, 0})),
		"too much of a span": second(ParseSpan(Span{Limit: math.MaxUint64}.Append(nil))),
		"behind a range":     last(ParseRange(append(RangeRequest{}.Append(nil), 'x'))),
		"place of a seek":    last(ParseSeek(SeekRequest{To: driver.Position{Place: driver.AfterKey + 1}}.Append(nil))),
		"direction of one":   last(ParseSeek(append(make([]byte, 16), 2, 0))),
		"behind a number":    last(ParseNumber(make([]byte, 9))),
		"lease of no id":     last(ParseLease(Lease{Milliseconds: 1}.Append(nil))),
		"lease of no time":   last(ParseLease(Lease{ID: 1}.Append(nil))),
		"endless lease":      last(ParseLease(Lease{ID: 1, Milliseconds: math.MaxUint64}.Append(nil))),
		"answer to open":     last(ParseOpenAnswer([]byte{2})),
		"open":               last(ParseOpen([]byte{4})),
		"row past 4 GiB":     last(ParseGather(GatherRequest{Row: 1 << 33}.Append(nil))),
		"axes of a part":     last(ParsePart([]byte{65, 0, 0, 0, 1, 2, 3})),
		"length of a part":   partAnswer(PartAnswer{Size: 9, Header: []byte("n")}, "four"),
		"header of a part":   partAnswer(PartAnswer{Size: 2, Header: []byte("abc")}, "abc"),
		"size of a value":    partAnswer(PartAnswer{Size: -1, Header: nil}, ""),
		"huge value":         partAnswer(PartAnswer{Size: driver.MaxEntrySize + 1, Header: []byte("a")}, "abc"),
		"header too long":    partAnswer(PartAnswer{Size: 4 << 20, Header: make([]byte, MaxArrayHeader+1)}, "abc"),
		"no part":            partAnswer(PartAnswer{Size: 2, Header: []byte("a")}, "abc"),
		"long header":        arrayHead([]byte{0, 0, 0, 0, 0xff}),
		"kind of header":     arrayHead([]byte{2, 0, 0, 0, 0}),
	} {
		assert.ErrorIs(t, err, ErrProtocol, name)
	}
}

func second[A, B any](_ A, _ B, err error) error { return err }
func last[A any](_ A, err error) error           { return err }
func partAnswer(head PartAnswer, part string) error {
	return last(ParsePartAnswer(append(head.Append(nil), part...), driver.Part{Run: 3}))
}
func arrayHead(b []byte) error {
	_, _, err := ParseArrayHead(b)
	return err
}

func FuzzMessages(f *testing.F) {
	all := messages()
	for i, m := range all {
		f.Add(byte(i), m.bytes)
	}
	f.Fuzz(func(t *testing.T, which byte, body []byte) {
		m := all[int(which)%len(all)]
		again, err := m.again(body)
		if err != nil {
			require.ErrorIs(t, err, ErrProtocol)
			return
		}
		require.Equal(t, string(body), string(again), m.name)
	})
}

// Every class of error has the same class and text on the other side.
func TestErrors(t *testing.T) {
	for _, err := range []error{
		driver.ErrNotFound, driver.ErrClosed, driver.ErrReadOnly, driver.ErrCorrupt, driver.ErrLocked, driver.ErrTooLarge,
		driver.ErrNotSupported, driver.ErrInvalidArgument, driver.ErrIO, driver.ErrOutOfMemory,
		ErrUnauthorized, ErrBusy, ErrStopping, ErrExpired, ErrProtocol, ErrInternal,
	} {
		got := Error(CodeOf(err).Name, Text(err))
		assert.Equal(t, err, got, "the sentinel itself")
		wrapped := fmt.Errorf("%w: more words", err)
		got = Error(CodeOf(wrapped).Name, Text(wrapped))
		assert.ErrorIs(t, got, err)
		assert.Contains(t, got.Error(), "more words")
	}
	for _, c := range []struct{ err, also error }{
		{&driver.Error{Class: driver.ErrNotFound, Text: "there is no database", Cause: fs.ErrNotExist}, driver.ErrNotFound},
		{&driver.Error{Class: driver.ErrInvalidArgument, Text: "the database exists", Cause: fs.ErrExist}, driver.ErrInvalidArgument},
		{&driver.Error{Class: driver.ErrIO, Text: "000005.ldb", Cause: fs.ErrNotExist}, driver.ErrIO},
		{&fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}, fs.ErrPermission},
		{&fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist}, fs.ErrNotExist},
		{errors.New("something else"), ErrInternal},
	} {
		got := Error(CodeOf(c.err).Name, Text(c.err))
		assert.ErrorIs(t, got, c.also, "%v", c.err)
		for _, class := range []error{fs.ErrNotExist, fs.ErrExist, fs.ErrPermission} {
			assert.Equal(t, errors.Is(c.err, class), errors.Is(got, class), "%v", c.err)
		}
		var named *driver.Error
		require.ErrorAs(t, got, &named)
		assert.Contains(t, c.err.Error(), named.Text)
	}
	assert.ErrorIs(t, Error("from the future", "t"), ErrInternal)
	assert.ErrorContains(t, Error("from the future", "t"), "from the future: t")
}

func appendError(err error) []byte { return AppendError(nil, CodeOf(err), Text(err)) }

// stream returns a response with every kind of frame.
func stream() []byte {
	b := AppendPageHead(nil, []driver.End{{Key: 1, Value: 2}, {Key: 3, Value: 2}}, 3, 2)
	b = append(b, "abbvv"...)
	b = AppendRowsHead(b, []driver.RowState{driver.RowCopied, driver.RowMissing, driver.RowCopied})
	b = append(b, "row1row3"...)
	return AppendEnd(b)
}

// readStream reads a response whose rows have 4 bytes, and describes its frames.
func readStream(r io.Reader) (said []string, err error) {
	f := FrameReader{R: r}
	var keys, values []byte
	for {
		kind, err := f.Next()
		if err != nil {
			return said, err
		}
		switch kind {
		case FramePage:
			p, err := f.ReadPage(keys, values)
			if err != nil {
				return said, err
			}
			keys, values = p.Keys, p.Values
			var turns atomic.Uint64
			page, err := driver.NewPage(driver.Content{Ends: p.Ends, Keys: p.Keys, Values: p.Values, Turns: &turns})
			if err != nil {
				return said, err
			}
			for i := range page.Len() {
				v, err := page.Value(i)
				if err != nil {
					return said, err
				}
				said = append(said, fmt.Sprintf("%s=%s", page.Key(i), v.Bytes()))
			}
		case FrameRows:
			states, err := f.ReadStates()
			if err != nil {
				return said, err
			}
			for _, s := range states {
				row := make([]byte, 4)
				if s == driver.RowCopied {
					if _, err := io.ReadFull(r, row); err != nil {
						return said, cut(err)
					}
				}
				said = append(said, fmt.Sprintf("%d:%s", s, strings.Trim(string(row), "\x00")))
			}
		}
	}
}

func TestFrames(t *testing.T) {
	want := []string{"a=vv", "bb=", "0:row1", "1:", "0:row3"}
	said, err := readStream(iotest.OneByteReader(bytes.NewReader(stream())))
	require.Equal(t, io.EOF, err)
	assert.Equal(t, want, said)
	whole := stream()
	for cut := range whole {
		said, err := readStream(bytes.NewReader(whole[:cut]))
		assert.Equal(t, io.ErrUnexpectedEOF, err, "an answer that ends without its last frame was cut off, at %d", cut)
		assert.Equal(t, strings.Join(want[:len(said)], "/"), strings.Join(said, "/"))
	}

	failed := appendError(&driver.Error{Class: driver.ErrCorrupt, Text: "bad block"})
	_, err = readStream(bytes.NewReader(failed))
	var sent *Sent
	require.ErrorAs(t, err, &sent)
	require.ErrorIs(t, err, driver.ErrCorrupt)
	assert.Equal(t, "corrupt: bad block", err.Error())
	for cut := range failed {
		_, err := readStream(bytes.NewReader(failed[:cut]))
		assert.Equal(t, io.ErrUnexpectedEOF, err)
	}

	for name, b := range map[string][]byte{
		"kind":          {9},
		"no entries":    AppendPageHead(nil, nil, 0, 0),
		"many entries":  {FramePage, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0},
		"no rows":       AppendRowsHead(nil, nil),
		"many rows":     {FrameRows, 0xff, 0xff, 0xff, 0xff},
		"state of rows": {FrameRows, 1, 0, 0, 0, 3},
		"text of error": {FrameError, 0xff, 0xff, 0xff, 0xff},
	} {
		_, err := readStream(bytes.NewReader(b))
		assert.ErrorIs(t, err, ErrProtocol, name)
	}
}

// Data that the peer announces but does not send costs no more memory than the data received.
func TestAnnouncedOnly(t *testing.T) {
	liar := AppendPageHead(nil, []driver.End{{Key: 0, Value: math.MaxUint32}}, 0, math.MaxUint32)
	allocated := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := readStream(bytes.NewReader(liar)); err != io.ErrUnexpectedEOF {
				b.Fatal(err)
			}
		}
	}).AllocedBytesPerOp()
	assert.Less(t, allocated, int64(2*atOnce))

	long := bytes.Repeat([]byte("0123456789"), atOnce/3)
	got, err := ReadBody(iotest.HalfReader(bytes.NewReader(long)), nil, int64(len(long)), math.MaxInt64)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(long, got))
	got, err = ReadBody(bytes.NewReader(long), got, -1, int64(len(long)))
	require.NoError(t, err)
	assert.True(t, bytes.Equal(long, got), "up to the end")
	_, err = ReadBody(bytes.NewReader(long), nil, -1, int64(len(long))-1)
	assert.ErrorIs(t, err, driver.ErrTooLarge)
	_, err = ReadBody(bytes.NewReader(long), nil, int64(len(long)), int64(len(long))-1)
	assert.ErrorIs(t, err, driver.ErrTooLarge)
	_, err = ReadBody(bytes.NewReader(long), nil, int64(len(long))+1, math.MaxInt64)
	assert.Equal(t, io.ErrUnexpectedEOF, err)
	_, err = ReadBody(iotest.ErrReader(errors.New("broken")), nil, -1, 10)
	assert.ErrorContains(t, err, "broken")
}

func FuzzFrames(f *testing.F) {
	f.Add(stream())
	f.Add(appendError(driver.ErrCorrupt))
	f.Add(AppendEnd(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		said, err := readStream(bytes.NewReader(b))
		require.Error(t, err)
		require.LessOrEqual(t, len(said), len(b))
	})
}

// A refusal has its own status, even if it is wrapped. Other errors have the status of their code.
func TestStatus(t *testing.T) {
	refused := Refusal(405, "not with %s", "GET")
	require.ErrorIs(t, refused, ErrProtocol)
	assert.EqualError(t, refused, "protocol error: not with GET")
	assert.Equal(t, "protocol", CodeOf(refused).Name)
	assert.Equal(t, 405, StatusOf(fmt.Errorf("call: %w", refused)))
	assert.Equal(t, 400, StatusOf(ErrProtocol))
	assert.Equal(t, 500, StatusOf(errors.New("anything")))
}
