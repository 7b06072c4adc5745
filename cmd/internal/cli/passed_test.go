package cli

import (
	"fmt"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The sum of what was passed grows to the total and never beyond it, in both directions, although
// the database changes.
func TestPassed(t *testing.T) {
	db, err := leveldb.Open(t.TempDir(), &leveldb.Options{Compression: leveldb.NoCompression, WriteBufferSize: 64 << 10})
	require.NoError(t, err)
	defer db.Close()
	sub := db.Sub("sub/")
	fill := func() {
		for i := range 400 {
			require.NoError(t, sub.Put(fmt.Sprintf("%03d", i), strings.Repeat("v", 4000)))
		}
		require.NoError(t, db.Compact(nil))
	}
	fill()
	for _, r := range []*leveldb.Range{nil, {}, {Prefix: "1"}, {Start: "050", Stop: "350"}, {Reverse: true}} {
		p, err := NewPassed(sub, r)
		require.NoError(t, err)
		require.Positive(t, p.Total())
		sum, steps := int64(0), 0
		for e, err := range sub.Entries(r) {
			require.NoError(t, err)
			p.next = p.next.Add(-querying * 1e9) // as if time had passed
			newly := p.To(e.Key())
			require.GreaterOrEqual(t, newly, int64(0))
			if sum += newly; newly > 0 {
				steps++
			}
			require.LessOrEqual(t, sum, p.Total())
		}
		assert.Greater(t, steps, 5, "%+v", r)
		assert.Equal(t, p.Total(), sum+p.Rest(), "%+v", r)
		assert.Zero(t, p.Rest())
	}

	p, err := NewPassed(sub, nil)
	require.NoError(t, err)
	for i := range 400 {
		require.NoError(t, sub.Put(fmt.Sprintf("%03d+", i), strings.Repeat("w", 8000)))
	}
	require.NoError(t, db.Compact(nil))
	assert.Equal(t, p.Total(), p.To("390"), "the tables now hold more before the key")
	assert.Zero(t, p.Rest())
}

// Without tables there is no total.
func TestPassedInMemory(t *testing.T) {
	db, err := leveldb.Open(t.TempDir(), nil)
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, db.Put("a", "v"))
	p, err := NewPassed(db, nil)
	require.NoError(t, err)
	assert.Zero(t, p.Total())
	assert.Zero(t, p.To("b"))
	assert.Zero(t, p.Rest())
}
