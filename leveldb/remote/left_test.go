package remote_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/native"
)

// If a context or a break ends a range just before Close, the server need not hold the range until
// its lease expires.
func TestAbandonedRangeIsFreed(t *testing.T) {
	for name, leave := range map[string]func(db *leveldb.DB, cancel func()) bool{
		"break and close": func(db *leveldb.DB, _ func()) bool { return true },
		"canceled":        func(_ *leveldb.DB, cancel func()) bool { cancel(); return false },
	} {
		t.Run(name, func(t *testing.T) {
			s := clientServe(t, &server.HandlerOptions{Lease: time.Hour}, (*httptest.Server).Start)
			value := make([]byte, 64<<10)
			for i := range 500 { // more than the socket buffers hold
				require.NoError(t, s.db.Put(fmt.Sprintf("%04d", i), value))
			}
			before := native.LiveHandles()
			for range 20 {
				db, err := remote.Dial(context.Background(), s.URL, "db", nil)
				require.NoError(t, err)
				ctx, cancel := context.WithCancel(context.Background())
				for _, err := range db.WithContext(ctx).Entries(nil) {
					if err != nil {
						require.ErrorIs(t, err, context.Canceled)
						break
					}
					if leave(db, cancel) {
						break
					}
				}
				require.NoError(t, db.Close())
				cancel()
			}
			require.Eventually(t, func() bool { return native.LiveHandles() == before }, 10*time.Second, 5*time.Millisecond)
		})
	}
}
