package driver

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Packed entries are cut where they were appended. Anything else is not an entry.
func TestCutEntry(t *testing.T) {
	long := strings.Repeat("long", 1000)
	var packed []byte
	want := []PackedEntry{
		{PutEntry, []byte("k"), []byte("value")}, {DeleteEntry, []byte(long), []byte{}}, {PutEntry, []byte{}, []byte{}}, {PutEntry, []byte("k"), []byte(long)},
	}
	for _, e := range want {
		packed = AppendEntry(packed, e.Op, string(e.Key), e.Value)
	}
	rest := packed
	for _, entry := range want {
		e, after, ok := CutEntry(rest)
		require.True(t, ok)
		require.Equal(t, entry, e)
		require.Equal(t, len(e.Key), cap(e.Key), "an append does not change the entries")
		require.Equal(t, len(e.Value), cap(e.Value))
		rest = after
	}
	require.Empty(t, rest)
	n, err := CountEntries(packed)
	require.NoError(t, err)
	require.Equal(t, len(want), n)

	first := packed[:BatchOverhead+6]
	for size := range first {
		_, _, ok := CutEntry(first[:size])
		require.False(t, ok, "%d of %d bytes", size, len(first))
		if _, err := CountEntries(first[:size]); size > 0 {
			require.ErrorIs(t, err, ErrInvalidArgument)
		}
	}
	for name, bytes := range map[string]string{
		"operation":            "\x02\x00\x00\x00\x00\x00\x00\x00\x00",
		"deletion of a value":  "\x00\x00\x00\x00\x00\x01\x00\x00\x00v",
		"key of 4 GiB":         "\x01\xff\xff\xff\xff\x00\x00\x00\x00k",
		"value of 4 GiB":       "\x01\x01\x00\x00\x00\xff\xff\xff\xffkv",
		"key and value, 8 GiB": "\x01\xff\xff\xff\xff\xff\xff\xff\xffkv",
	} {
		_, _, ok := CutEntry([]byte(bytes))
		require.False(t, ok, name)
		_, err := CountEntries([]byte(bytes))
		require.ErrorIs(t, err, ErrInvalidArgument, name)
	}
}

// Append copies the entries of the moment. It leaves memory that others use alone.
func TestBatchAppend(t *testing.T) {
	var a, b Batch
	require.NoError(t, a.Append(&b))
	require.Zero(t, a.Len())
	require.NoError(t, a.Put("room", make([]byte, 1<<10)))
	a.Reset()
	require.NoError(t, a.Put("a", []byte("1")))
	require.NoError(t, b.Delete("b"))
	before := a.Packed()
	require.NoError(t, a.Append(&b))
	require.NoError(t, a.Append(&a))
	require.NoError(t, b.Put("later", nil))
	require.Equal(t, 4, a.Len())
	one := AppendEntry(AppendEntry(nil, PutEntry, "a", []byte("1")), DeleteEntry, "b", nil)
	require.Equal(t, append(one[:len(one):len(one)], one...), a.Packed())
	require.Equal(t, AppendEntry(nil, PutEntry, "a", []byte("1")), before)

	// A value that is being encoded in the memory after the entries is not overwritten.
	var c Batch
	require.NoError(t, c.Put("room", make([]byte, 1<<10)))
	c.Reset()
	require.NoError(t, c.PutWith("k", func(dst []byte) ([]byte, error) {
		dst = append(dst, "value"...)
		return dst, c.Append(&a)
	}))
	require.Equal(t, AppendEntry(a.Packed(), PutEntry, "k", []byte("value")), c.Packed())

	require.NoError(t, checkTogether(MaxEntrySize-1, 1))
	require.ErrorIs(t, checkTogether(MaxEntrySize-1, 2), ErrTooLarge)
	require.ErrorIs(t, checkTogether(1, MaxEntrySize), ErrTooLarge)

	var copied Batch
	copied.self.Store(&a)
	require.ErrorIs(t, copied.Append(&a), ErrInvalidArgument)
	require.ErrorIs(t, b.Append(&copied), ErrInvalidArgument)
}

// CutEntry cuts any bytes that CountEntries accepts into as many entries, which make up all of them.
// It cuts nothing else completely.
func FuzzCutEntry(f *testing.F) {
	f.Add(AppendEntry(AppendEntry(nil, PutEntry, "k", []byte("value")), DeleteEntry, "k", nil))
	f.Add([]byte("\x00\x00\x00\x00\x00\x01\x00\x00\x00v"))
	f.Add([]byte("\x01\xff\xff\xff\xff\xff\xff\xff\xffkv"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, packed []byte) {
		n, again := 0, []byte{}
		rest := packed
		for {
			e, after, ok := CutEntry(rest)
			if !ok {
				break
			}
			n++
			again = AppendEntry(again, e.Op, string(e.Key), e.Value)
			rest = after
		}
		require.Equal(t, packed[:len(packed)-len(rest)], again)
		count, err := CountEntries(packed)
		if err != nil {
			require.NotEmpty(t, rest)
			return
		}
		require.Empty(t, rest)
		require.Equal(t, count, n)
	})
}
