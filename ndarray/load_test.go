package ndarray

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/gomemory"
	"github.com/openleveldb/openleveldb/internal/mem"
)

// saved returns the bytes that Save writes.
func saved(t *testing.T, a *Array) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, Save(&out, a))
	return out.Bytes()
}

// numbered returns an array whose elements differ.
func numbered(t *testing.T, shape ...int) *Array {
	t.Helper()
	a := must(New(Float32, shape...))
	view := must1(View[float32](a))
	for i := range view {
		view[i] = float32(i)
	}
	return a
}

// exactly is a reader that must not be asked for more bytes than there are.
type exactly struct {
	t    *testing.T
	left []byte
}

func (e *exactly) Read(b []byte) (int, error) {
	require.LessOrEqual(e.t, len(b), len(e.left), "read past the end")
	n := copy(b, e.left)
	e.left = e.left[n:]
	return n, nil
}

// Arrays of every size and order are saved as AppendNPY encodes them, and loaded back.
func TestSaveAndLoad(t *testing.T) {
	const block = saveBlock / 4
	for _, shape := range [][]int{{}, {0}, {1}, {2}, {0, 3}, {7, 9}, {block - 32}, {block - 1}, {block}, {block + 1}, {3, block + 1}, {block + 1, 3}, {2, 300, 100}} {
		a := numbered(t, shape...)
		for which, a := range map[string]*Array{"C": a, "Fortran": a.Transpose(), "gaps": withGaps(t, a)} {
			what := fmt.Sprint(a.Shape(), which)
			npy := saved(t, a)
			require.True(t, bytes.Equal(must1(a.AppendNPY(nil)), npy), what)
			for name, r := range map[string]io.Reader{
				"bytes": bytes.NewReader(npy), "strict": &exactly{t, npy}, "half": iotest.HalfReader(bytes.NewReader(npy)),
				"error with data": iotest.DataErrReader(bytes.NewReader(npy)),
			} {
				b, err := Load(r)
				require.NoError(t, err, what+name)
				require.True(t, b.Equal(a), what+name)
				require.Equal(t, a.fortranOnly(), b.fortranOnly(), what+name)
				require.False(t, b.ReadOnly())
				require.True(t, b.NBytes() == 0 || mem.IsAligned(b.data, mem.Alignment))
			}
		}
	}
	// An element is larger than the buffer.
	wide := must(New(must1(ParseDType("|S70000")), 2, 3)).Transpose()
	wide = must(wide.Slice(0, 2))
	require.NoError(t, wide.SetAt("x", 1, 1))
	require.True(t, bytes.Equal(must1(wide.AppendNPY(nil)), saved(t, wide)))
}

// Arrays of any dtype and header, as numpy saved them, are loaded and saved again unchanged.
func TestLoadFrozenNumpyArrays(t *testing.T) {
	text, err := os.ReadFile("testdata/arrays.jsonl")
	require.NoError(t, err)
	var stream []byte
	lines := readLines[numpyArray](t, text)
	for _, line := range lines {
		stream = append(stream, line.NPY...)
	}
	r := iotest.OneByteReader(bytes.NewReader(stream)) // one after another
	for i, line := range lines {
		a, err := Load(r)
		require.NoError(t, err, "%d", i)
		require.Equal(t, line.Text, a.String())
		require.True(t, bytes.Equal(line.NPY, saved(t, a)))
	}
	_, err = Load(r)
	require.Equal(t, io.EOF, err)
}

// Every truncation is an error that says what is missing, and errors of the reader are passed on.
func TestLoadTruncated(t *testing.T) {
	long := headerOf(t, Header{DType: must1(ParseDType("[('" + strings.Repeat("n", 70000) + "', '<f4')]")), Shape: []int{2}})
	broken := errors.New("broken")
	for _, npy := range [][]byte{saved(t, numbered(t, 2, 3)), append(long, make([]byte, 8)...)} {
		for n := 0; n < len(npy); n++ {
			if n > 200 && n < len(npy)-20 && n%997 != 0 {
				continue
			}
			_, err := Load(bytes.NewReader(npy[:n]))
			if n == 0 {
				require.Equal(t, io.EOF, err)
				continue
			}
			require.ErrorIs(t, err, io.ErrUnexpectedEOF, "%d", n)
			require.True(t, errors.Is(err, ErrHeader) || errors.Is(err, ErrData), "%d: %v", n, err)
			_, err = Load(io.MultiReader(bytes.NewReader(npy[:n]), iotest.ErrReader(broken)))
			require.ErrorIs(t, err, broken, "%d", n)
		}
	}
	_, err := Load(strings.NewReader("\x93NUMPY\x01\x00\x10"))
	require.EqualError(t, err, "ndarray: load: invalid .npy header: truncated after 9 bytes: unexpected EOF")
	npy := saved(t, numbered(t, 2, 3))
	_, err = Load(bytes.NewReader(npy[:len(npy)-1]))
	require.EqualError(t, err, "ndarray: load: wrong data size: float32 array of shape (2, 3) needs 24 bytes after the header, have 23: unexpected EOF")
	_, err = Load(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)

	// Something else is recognized by its first bytes.
	for text, want := range map[string]error{
		"<html>": ErrHeader, "<html><body>": ErrHeader, "\x93NUMPY\x04\x00\x10\x00": ErrHeader, "\x93NUMPY\x02\x00\xff\xff\xff\xff": ErrHeader,
		string(rawHeader(1, header("'|O'", "False", "(1,)"))):                            ErrObject,
		string(rawHeader(1, header("'<f4'", "False", "(4611686018427387904, 4)"))):       ErrShape,
		string(rawHeader(1, header("'|S1000000'", "False", "(1099511627776, 1000000)"))): ErrShape,
		string(rawHeader(1, header("'|u1'", "False", "(1152921504606846976,)"))):         ErrShape,
	} {
		_, err := Load(strings.NewReader(text))
		require.ErrorIs(t, err, want, "%q", text)
	}
}

func headerOf(t *testing.T, h Header) []byte {
	t.Helper()
	b, err := AppendHeader(nil, h)
	require.NoError(t, err)
	return b
}

// A header that states a terabyte, or all memory, allocates only what arrives.
func TestLoadAllocatesWhatArrives(t *testing.T) {
	header := headerOf(t, Header{DType: Uint8, Shape: []int{min(mem.MaxAllocation, 1<<40)}})
	for name, r := range map[string]io.Reader{
		"nothing":  bytes.NewReader(header),
		"little":   bytes.NewReader(append(bytes.Clone(header), make([]byte, 1000)...)),
		"a stream": io.MultiReader(bytes.NewReader(header), bytes.NewReader(make([]byte, 1000))),
	} {
		require.Less(t, gomemory.Allocated(func() {
			_, err := Load(r)
			require.ErrorIs(t, err, ErrData, name)
		}), 2*firstRead, name)
	}
	// Honest data are copied a bounded number of times from a stream, and not at all from what
	// states its size.
	const size = 20 << 20
	npy := append(headerOf(t, Header{DType: Uint8, Shape: []int{size}}), make([]byte, size)...)
	path := filepath.Join(t.TempDir(), "a.npy")
	require.NoError(t, os.WriteFile(path, npy, 0o600))
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	for _, c := range []struct {
		r     io.Reader
		limit int
	}{{bytes.NewReader(npy), size + firstRead}, {f, size + firstRead}, {bytes.NewBuffer(npy), size + firstRead}, {io.MultiReader(bytes.NewReader(npy)), 3 * size}} {
		require.Less(t, gomemory.Allocated(func() {
			a, err := Load(c.r)
			require.NoError(t, err)
			require.Equal(t, size, a.Size())
		}), c.limit, "%T", c.r)
	}
}

// Errors of the writer are passed on, whichever write fails.
func TestSaveErrors(t *testing.T) {
	full := errors.New("full")
	a := numbered(t, 300, 100)
	for _, a := range []*Array{a, a.Transpose(), withGaps(t, a), numbered(t, 3)} {
		for limit := 0; limit < 3; limit++ {
			w := &limited{writes: limit, err: full}
			if err := Save(w, a); w.failed {
				require.ErrorIs(t, err, full)
			} else {
				require.NoError(t, err)
			}
		}
	}
	require.ErrorIs(t, Save(io.Discard, new(Array)), ErrDType)
}

// limited is a writer that fails after some writes.
type limited struct {
	writes int
	err    error
	failed bool
}

func (l *limited) Write(b []byte) (int, error) {
	if l.writes--; l.writes < 0 {
		l.failed = true
		return 0, l.err
	}
	return len(b), nil
}

// Saving an array with gaps takes a buffer, not a copy.
func TestSaveDoesNotCopy(t *testing.T) {
	a := numbered(t, 1<<10, 1<<10)
	for name, a := range map[string]*Array{"C": a, "Fortran": a.Transpose(), "gaps": withGaps(t, a)} {
		runtime.GC()
		require.Less(t, gomemory.Allocated(func() { require.NoError(t, Save(io.Discard, a)) }), 512<<10, name)
	}
	assert.NotZero(t, a.Size())
}
