package driver

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"
)

// owner counts the calls of Free, as the engine's side of a Value.
type owner struct{ freed int }

func (o *owner) Free()                  { o.freed++ }
func (o *owner) Explain(uintptr) string { return "explained" }

func TestValue(t *testing.T) {
	bytes := []byte("value")
	for name, v := range map[string]Value{"zero": {}, "in a buffer": ValueOf(bytes), "owned": OwnedValue(bytes)} {
		require.Equal(t, name == "owned", v.Owned(), name)
		require.False(t, v.Borrowed(), name)
		require.Empty(t, v.Explain(), name)
		v.Release()
		v.Release()
		if name != "zero" {
			require.Equal(t, "value", string(v.Bytes()), name)
		}
	}
}

// A borrowed value frees its memory once, however often it is released. A Value of an earlier use
// of the same Memory frees nothing.
func TestBorrowedValue(t *testing.T) {
	o := &owner{}
	var m Memory
	m.Init(o)
	first := m.Borrow([]byte("first"))
	require.True(t, first.Borrowed())
	require.False(t, first.Owned())
	require.Equal(t, "explained", first.Explain())
	first.Release()
	first.Release()
	require.Equal(t, 1, o.freed)
	second := m.Borrow([]byte("second"))
	first.Release()
	require.Equal(t, 1, o.freed)
	require.Equal(t, "second", string(second.Bytes()))
	second.Release()
	require.Equal(t, 2, o.freed)
	empty := m.Borrow(nil)
	require.Empty(t, empty.Explain())
	empty.Release()
	require.Equal(t, 3, o.freed)
}

func TestPrefixSpan(t *testing.T) {
	for prefix, upper := range map[string]string{
		"": "", "a": "b", "a\xff": "b", "a\xff\xff": "b", "\xff": "", "\xff\xff": "", "ab": "ac", "a\x00": "a\x01",
	} {
		s := PrefixSpan(prefix)
		require.Equal(t, Span{Lower: prefix, Upper: upper}, s, "%q", prefix)
		require.False(t, s.Empty())
		require.NoError(t, s.Check())
	}
	for _, s := range []Span{{Lower: "a", Upper: "a"}, {Lower: "b", Upper: "a"}} {
		require.True(t, s.Empty(), "%v", s)
	}
}

func TestError(t *testing.T) {
	plain := &Error{Class: ErrCorrupt}
	require.EqualError(t, plain, "corrupt")
	require.ErrorIs(t, plain, ErrCorrupt)
	full := &Error{Class: ErrInvalidArgument, Text: "there is no database", Cause: fs.ErrNotExist}
	require.EqualError(t, full, "invalid argument: there is no database")
	require.ErrorIs(t, full, ErrInvalidArgument)
	require.ErrorIs(t, full, fs.ErrNotExist)
	require.NotErrorIs(t, full, ErrIO)
}

// Packed entries are parsed unchanged. Bytes that are not packed entries are refused.
func TestParseBatch(t *testing.T) {
	var b Batch
	require.NoError(t, b.Put("k", []byte("value")))
	require.NoError(t, b.Delete("gone"))
	require.NoError(t, b.PutWith("with", func(dst []byte) ([]byte, error) { return append(dst, "encoded"...), nil }))
	packed := b.Packed()
	require.Equal(t, 3, b.Len())
	require.Equal(t, len(packed), b.Size())
	parsed, err := ParseBatch(packed)
	require.NoError(t, err)
	require.Equal(t, 3, parsed.Len())
	require.NoError(t, parsed.Read(func(read []byte) error { require.Equal(t, packed, read); return nil }))

	for cut := 1; cut < len(packed); cut++ {
		n, err := CountEntries(packed[:cut])
		if err == nil {
			require.Contains(t, []int{1, 2}, n, "a cut between two entries")
			continue
		}
		require.ErrorIs(t, err, ErrInvalidArgument)
		_, err = ParseBatch(packed[:cut])
		require.ErrorIs(t, err, ErrInvalidArgument)
	}
	deletion := AppendEntry(nil, DeleteEntry, "k", []byte("a value"))
	_, err = ParseBatch(deletion)
	require.ErrorIs(t, err, ErrInvalidArgument, "a deletion has no value")
	_, err = ParseBatch(AppendEntry(nil, 7, "k", nil))
	require.ErrorIs(t, err, ErrInvalidArgument, "an unknown operation")

	failure := errors.New("failure")
	require.ErrorIs(t, b.Read(func([]byte) error { return failure }), failure)
	b.Reset()
	require.Zero(t, b.Len())
	require.Len(t, packed, parsed.Size(), "Reset does not change what Packed returned")
	_, err = ParseBatch(packed)
	require.NoError(t, err)
}
