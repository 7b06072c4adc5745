package pickle

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
)

//go:embed testdata/describe.py
var describe string

// described is the output of testdata/describe.py for a pickle.
type described struct {
	Entries int
	SHA256  string // of the entries, see the script
	Opcodes []string
	Stack   int // maximum number of objects on the reader's stack
}

func ask(t *testing.T, stream []byte) (d described) {
	t.Helper()
	require.NoError(t, json.Unmarshal(python.Run(t, []string{"pickletools"}, describe, stream), &d))
	return d
}

// model hashes entries like testdata/describe.py.
type model struct {
	entries int
	text    bytes.Buffer
}

func (m *model) add(parts ...[]byte) {
	m.entries++
	fmt.Fprintf(&m.text, "%d", len(parts))
	for _, part := range parts {
		fmt.Fprintf(&m.text, " %d ", len(part))
		m.text.Write(part)
	}
}

func (m *model) sum() string {
	sum := sha256.Sum256(m.text.Bytes())
	return hex.EncodeToString(sum[:])
}

// writes records the sizes of the writes to it.
type writes struct {
	bytes.Buffer
	sizes []int
}

func (w *writes) Write(b []byte) (int, error) {
	w.sizes = append(w.sizes, len(b))
	return w.Buffer.Write(b)
}

// The bytes follow the protocol, as pickletools.dis shows.
func TestSmallLists(t *testing.T) {
	for _, c := range []struct {
		name string
		fill func(l *List)
		want string
	}{
		{"empty", func(*List) {}, "80045d2e"},
		{"none", func(l *List) { l.None() }, "80045d284e652e"},
		{"bytes", func(l *List) { l.Bytes([]byte("ab")) }, "80045d2843026162652e"},
		{"empty bytes", func(l *List) { l.Bytes(nil) }, "80045d284300652e"},
		{"pair", func(l *List) { l.Pair([]byte("k"), []byte("v")) }, "80045d2843016b43017686652e"},
		{"pairs", func(l *List) { l.Pair(nil, []byte("v")); l.Pair([]byte("k"), nil) }, "80045d28430043017686" + "43016b430086652e"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var w bytes.Buffer
			l := NewList(&w)
			c.fill(l)
			require.Zero(t, w.Len(), "nothing is written before Close or 64 KiB")
			require.NoError(t, l.Close())
			assert.Equal(t, c.want, hex.EncodeToString(w.Bytes()))
		})
	}
}

func TestBytesHead(t *testing.T) {
	for _, c := range []struct {
		size uint64
		want string
	}{
		{0, "4300"}, {1, "4301"}, {255, "43ff"}, {256, "4200010000"}, {1<<32 - 1, "42ffffffff"}, {1 << 32, "8e0000000001000000"},
	} {
		assert.Equal(t, c.want, hex.EncodeToString(appendBytesHead(nil, c.size)), c.size)
	}
}

// Python reads the same entries for the counts and sizes at which the encoding changes. It never
// holds more than one batch of entries outside the list.
func TestPythonReadsLists(t *testing.T) {
	for _, entries := range []int{0, 1, 2, batch - 1, batch, batch + 1, 2 * batch, 3*batch + 7} {
		var stream bytes.Buffer
		var want model
		l := NewList(&stream)
		for range entries {
			want.add()
			require.NoError(t, l.None())
		}
		require.NoError(t, l.Close())
		got := ask(t, stream.Bytes())
		assert.Equal(t, entries, got.Entries)
		assert.Equal(t, want.sum(), got.SHA256, entries)
		assert.LessOrEqual(t, got.Stack, batch+2)
	}

	sizes := []int{0, 1, 2, 127, 128, 255, 256, 257, apart - 1, apart, apart + 1, buffer - 1, buffer, buffer + 1, 1<<20 - 1, 1 << 20}
	var stream writes
	var want model
	l := NewList(&stream)
	for _, key := range sizes {
		for _, value := range sizes {
			k, v := bytes.Repeat([]byte{'k'}, key%(64<<10)), bytes.Repeat([]byte{byte(value)}, value)
			want.add(k, v)
			require.NoError(t, l.Pair(k, v))
			want.add(v)
			require.NoError(t, l.Bytes(v))
		}
	}
	require.NoError(t, l.Close())
	got := ask(t, stream.Bytes())
	assert.Equal(t, want.entries, got.Entries)
	assert.Equal(t, want.sum(), got.SHA256)
	assert.Equal(t, []string{"APPENDS", "BINBYTES", "EMPTY_LIST", "MARK", "PROTO", "SHORT_BINBYTES", "STOP", "TUPLE2"}, got.Opcodes)
}

// A list of many entries is written in buffers and read back completely.
func TestManyEntries(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	var stream writes
	var want model
	l := NewList(&stream)
	for i := range 200_000 {
		key := fmt.Appendf(nil, "key%09d", i)
		value := make([]byte, random.IntN(200))
		for j := range value {
			value[j] = byte(random.Uint32())
		}
		want.add(key, value)
		require.NoError(t, l.Pair(key, value))
		require.LessOrEqual(t, cap(l.buf), buffer)
	}
	require.NoError(t, l.Close())
	for i, size := range stream.sizes[:len(stream.sizes)-1] {
		require.LessOrEqual(t, size, buffer, i)
		require.Greater(t, size, buffer/2, i)
	}
	got := ask(t, stream.Bytes())
	assert.Equal(t, want.entries, got.Entries)
	assert.Equal(t, want.sum(), got.SHA256)
}

// The buffer keeps its size for entries of any size.
func TestBufferKeepsItsSize(t *testing.T) {
	var stream bytes.Buffer
	l := NewList(&stream)
	almost := make([]byte, apart-1)
	for range 3 * batch {
		require.NoError(t, l.Pair(almost, almost))
		require.Equal(t, buffer, cap(l.buf))
		stream.Reset()
	}
	require.NoError(t, l.Close())
	require.Equal(t, buffer, cap(l.buf))
}

// Python raises for every truncated list.
func TestCutListsRaise(t *testing.T) {
	var stream bytes.Buffer
	l := NewList(&stream)
	for i := range batch + 3 {
		require.NoError(t, l.Pair([]byte{byte(i)}, []byte("value")))
	}
	require.NoError(t, l.Close())
	const script = `
import pickle, sys
whole = sys.stdin.buffer.read()
pickle.loads(whole)
for length in list(range(200)) + list(range(len(whole) - 200, len(whole))):
    try:
        pickle.loads(whole[:length])
    except (EOFError, pickle.UnpicklingError):
        continue
    sys.exit("read a list from the first %d bytes" % length)
print("raised")
`
	assert.Equal(t, "raised\n", string(python.Run(t, []string{"pickletools"}, script, stream.Bytes())))
}

// failing returns an error after a number of writes.
type failing struct{ writes int }

var errFull = errors.New("full")

func (f *failing) Write(b []byte) (int, error) {
	if f.writes--; f.writes < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestWriterFails(t *testing.T) {
	large := make([]byte, 2*apart)
	for writes := range 4 {
		l := NewList(&failing{writes})
		var err error
		for i := 0; err == nil; i++ {
			require.Less(t, i, 4)
			err = l.Bytes(large)
		}
		require.ErrorIs(t, err, errFull)
		require.ErrorIs(t, l.None(), errFull)
		require.ErrorIs(t, l.Close(), errFull)
		require.ErrorIs(t, l.Err(), errFull)
	}
}
