package driver

import (
	"errors"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// A page that NewPage accepts can be read completely, and every entry lies within its bytes.
func FuzzNewPage(f *testing.F) {
	f.Add([]byte{0, 0, 1, 0, 3, 4}, 3, 4, false)
	f.Add([]byte{0, 0, 1, 2, 0, 2}, 0, 2, true)
	f.Add([]byte{5, 5, 1, 1}, 5, 5, false)
	f.Add([]byte{}, 0, 0, false)
	f.Fuzz(func(t *testing.T, packed []byte, keys, values int, lookup bool) {
		var c Content
		for ; len(packed) >= 2; packed = packed[2:] {
			c.Ends = append(c.Ends, End{Key: uint32(packed[0]), Value: uint32(packed[1])})
		}
		c.Keys, c.Values = make([]byte, uint8(keys)), make([]byte, uint8(values))
		c.Turns = new(atomic.Uint64)
		if lookup {
			c.Keys, c.Wanted = nil, make([]string, max(len(c.Ends)-1, 0))
		}
		p, err := NewPage(c)
		if err != nil {
			require.ErrorIs(t, err, ErrCorrupt)
			return
		}
		keyBytes, valueBytes := 0, 0
		for i := range p.Len() {
			v, err := p.Value(i)
			if !errors.Is(err, ErrNotFound) {
				require.NoError(t, err)
			}
			keyBytes += len(p.Key(i))
			valueBytes += len(v.Bytes())
		}
		if !lookup {
			require.Equal(t, len(c.Keys), keyBytes)
			require.Equal(t, len(c.Values), valueBytes)
		}
		require.LessOrEqual(t, valueBytes, len(c.Values))
	})
}
