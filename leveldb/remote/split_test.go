package remote_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// A server of an earlier version does not know the call. The client then finds the cuts by reading
// keys and sizes.
func TestSplitByAnOldServer(t *testing.T) {
	asked := 0
	s := clientServe(t, nil, func(s *httptest.Server) {
		handler := s.Config.Handler
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == wire.Prefix+wire.CallSplit {
				asked++
				r.URL.Path = wire.Prefix + "unknown"
			}
			handler.ServeHTTP(w, r)
		})
		s.Start()
	})
	for i := range 100 {
		require.NoError(t, s.db.Put(fmt.Sprintf("%02d", i), i))
	}
	parts, err := clientDial(t, s.URL, "db", nil).Split(nil, 4)
	require.NoError(t, err)
	require.Equal(t, 1, asked)
	local, err := s.db.Split(nil, 4)
	require.NoError(t, err)
	require.Equal(t, local, parts)
	require.Len(t, parts, 4)
}
