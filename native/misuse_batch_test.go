package native

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/misuse"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// A batch holds exactly what was put into it, regardless of what the callbacks do, and can be
// written.
func TestMisuseOfBatch(t *testing.T) {
	rng := misuse.Seed(t)
	db := filled(t)
	b := &driver.Batch{}
	for c := range misuse.Methods(t, rng, b, arguments(t, db)) {
		mistaken(t, c)
		parsed, err := driver.ParseBatch(b.Packed())
		require.NoError(t, err, c.Text)
		require.Equal(t, parsed.Len(), b.Len(), c.Text)
		require.Equal(t, b.Size(), len(b.Packed()))
		if b.Size() > 1<<20 {
			require.NoError(t, db.Write(ctx, b, driver.WriteOptions{}), c.Text)
			b.Reset()
		}
	}
	testZero(t, &driver.Batch{}, arguments(t, db))
}
