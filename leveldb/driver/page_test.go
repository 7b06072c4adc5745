package driver

import (
	"math"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNewPage(t *testing.T) {
	var turns atomic.Uint64
	p, err := NewPage(Content{Ends: []End{{}, {1, 0}, {3, 4}}, Keys: []byte("abb"), Values: []byte("4444"), Turns: &turns})
	require.NoError(t, err)
	require.Equal(t, 2, p.Len())
	assert.Equal(t, []string{"a", "bb"}, []string{p.Key(0), p.Key(1)})
	v, err := p.Value(1)
	require.NoError(t, err)
	assert.Equal(t, "4444", string(v.Bytes()))
	assert.NoError(t, p.Err())
	turns.Add(1)
	assert.True(t, p.Moved())
	_, err = p.Value(1)
	assert.ErrorIs(t, err, ErrMoved)

	p, err = NewPage(Content{Wanted: []string{"x", "y"}, Ends: []End{{}, {1, 2}, {0, 2}}, Values: []byte("vv"), Turns: &turns})
	require.NoError(t, err)
	assert.Equal(t, "y", p.Key(1))
	_, err = p.Value(1)
	assert.ErrorIs(t, err, ErrNotFound)
	v, err = p.Value(0)
	require.NoError(t, err)
	assert.Equal(t, "vv", string(v.Bytes()))

	for name, ends := range map[string][]End{
		"none":          {},
		"no entry":      {{}},
		"no zero first": {{1, 0}, {3, 4}},
		"keys go back":  {{}, {3, 0}, {1, 4}},
		"values too":    {{}, {1, 4}, {3, 0}},
		"out of keys":   {{}, {4, 4}},
		"keys left":     {{}, {2, 4}},
		"out of values": {{}, {3, 5}},
		"values left":   {{}, {3, 3}},
		"huge":          {{}, {math.MaxUint32, math.MaxUint32}},
	} {
		_, err := NewPage(Content{Ends: ends, Keys: []byte("abb"), Values: []byte("4444"), Turns: &turns})
		assert.ErrorIs(t, err, ErrCorrupt, name)
	}
	for name, ends := range map[string][]End{
		"flag":     {{}, {2, 4}},
		"too many": {{}, {1, 4}, {1, 4}},
		"too few":  {{}},
		"values":   {{}, {1, 3}},
	} {
		_, err := NewPage(Content{Wanted: []string{"x"}, Ends: ends, Values: []byte("4444"), Turns: &turns})
		assert.ErrorIs(t, err, ErrCorrupt, name)
	}
}

// A block is the page's own memory. There is none if a value is elsewhere, or if the page is over.
func TestPageBlock(t *testing.T) {
	var turns atomic.Uint64
	c := Content{Ends: []End{{}, {1, 0}, {3, 4}}, Keys: []byte("abb"), Values: []byte("4444"), Turns: &turns}
	p := PageOf(c)
	ends, keys, values, ok := p.Block()
	require.True(t, ok)
	assert.Equal(t, c.Ends, ends)
	assert.Same(t, &c.Keys[0], &keys[0])
	assert.Same(t, &c.Values[0], &values[0])
	assert.Equal(t, []int{3, 4}, []int{len(keys), len(values)})
	turns.Add(1)
	_, _, _, ok = p.Block()
	assert.False(t, ok, "the cursor has moved on")

	for name, change := range map[string]func(c *Content){
		"large": func(c *Content) { c.Large = []byte("large") },
		"lent":  func(c *Content) { c.BorrowAll = true },
	} {
		other := c
		change(&other)
		p := PageOf(other)
		_, _, _, ok := p.Block()
		assert.False(t, ok, name)
	}
}
