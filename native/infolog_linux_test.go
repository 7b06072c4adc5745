package native

import (
	"log/slog"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// The pipe of a log is closed when the database is, and when it cannot be opened.
func TestLoggerDescriptors(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Close())
	descriptors := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		require.NoError(t, err)
		return len(entries)
	}
	before := descriptors()
	for range 20 {
		for _, o := range []Options{{}, {ReadOnly: true}, {ErrorIfExists: true}} {
			o.Logger = slog.New(&capture{})
			again, err := Open(db.path, &o)
			if o.ErrorIfExists {
				require.Error(t, err)
				continue
			}
			require.NoError(t, err)
			require.NoError(t, again.Close())
		}
	}
	require.LessOrEqual(t, descriptors(), before)
}
