package server

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

// For any input, the response is valid or has a known error code, nothing panics, and no resources
// are held. Entries outside the sub-database do not change.
func FuzzHandler(f *testing.F) {
	db, err := leveldb.Open(filepath.Join(f.TempDir(), "db"), nil)
	require.NoError(f, err)
	f.Cleanup(func() { require.NoError(f, db.Close()) })
	for key, value := range map[string]string{"": "s", "a": "s1", "p": "s2", "p\xfe": "s3", "q": "s4"} {
		require.NoError(f, db.Driver().Put(ctx, key, []byte(value), leveldb.WriteOptions{}))
	}
	outside := serverOutside(f, db)
	live := native.LiveHandles()
	var names []string
	for name := range procedures {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		f.Add(byte(i), append(wire.Options{}.Append(nil), serverBodies[name]...))
		f.Add(byte(i), append(wire.Options{VerifyChecksums: true, Snapshot: 1}.Append(nil), serverBodies[name]...))
		f.Add(byte(i), serverBodies[name])
	}
	f.Fuzz(func(t *testing.T, call byte, body []byte) {
		log := &serverLog{}
		h := NewHandler(Opened{"sub": db.Sub(serverPrefix)}, &HandlerOptions{Logger: serverLogger(log), Lease: time.Hour})
		name := names[int(call)%len(names)]
		r := httptest.NewRequest(http.MethodPost, wire.Prefix+name+"?db="+url.QueryEscape("sub"), bytes.NewReader(body))
		r.Header.Set("Content-Type", wire.ContentType)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		require.NoError(t, h.Close())
		require.NotContains(t, log.String(), "panic")
		require.Equal(t, live, native.LiveHandles())
		if w.Code != http.StatusOK {
			code := w.Header().Get(wire.HeaderError)
			require.Contains(t, []string{"protocol", "not_found", "invalid_argument", "expired", "too_large"}, code)
			require.Equal(t, wire.CodeOf(wire.Error(code, "")).Name, code)
		}
		require.Equal(t, outside, serverOutside(t, db))
	})
}
