package remote

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// For any response, the client's error contains no terminal control characters, and names the
// server without credentials.
func TestClientErrorsArePrintable(t *testing.T) {
	const evil = "\x1b[31m\x07\x9b"
	frame := append([]byte{wire.FrameError, 2, 0, 0, 0, 'i', 'o', 6, 0, 0, 0}, "\x1b[31m\x07"...)
	for name, answer := range map[string]*liar{
		"an error": {500, http.Header{wire.HeaderError: {"io"}}, []byte(evil), int64(len(evil))},
		"a name":   {500, http.Header{wire.HeaderError: {evil}}, []byte(evil), int64(len(evil))},
		"a type":   {200, http.Header{"Content-Type": {evil}}, nil, 0},
		"a frame":  {200, http.Header{"Content-Type": {wire.ContentType}}, frame, int64(len(frame))},
	} {
		c, err := newClient("http://user:s3cret@server:1", "db", &Options{Retries: -1})
		require.NoError(t, err)
		c.transport, c.where = answer, c.endpoint.name+"/db"
		db := leveldb.New(&clientStore{client: c, handle: new(handle)}, "db", nil)
		for _, err := range db.Keys(nil) {
			require.Error(t, err, name)
			require.NotContains(t, err.Error(), "\x1b", name)
			require.NotContains(t, err.Error(), "\x07", name)
			require.NotContains(t, err.Error(), "s3cret", name)
			require.ErrorContains(t, err, "http://server:1/db: ", name)
		}
		c.end()
	}
	_, err := List(t.Context(), "http://user:s3cret@127.0.0.1:1", nil)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "s3cret")
}
