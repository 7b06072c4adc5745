package scan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestScan(t *testing.T) {
	want := map[string]string{}
	for i := range 10_000 {
		want[fmt.Sprint(i)] = "s" + strings.Repeat("x", i%50)
	}
	db, err := leveldb.Open(testdb.Stored(t, want), &leveldb.Options{ReadOnly: true})
	require.NoError(t, err)
	defer db.Close()
	for _, far := range []bool{false, true} {
		p, counted, err := NewPass(t.Context(), io.Discard, "scan", db, far)
		require.NoError(t, err)
		got := map[string]string{}
		require.NoError(t, Scan(t.Context(), db, nil, counted, func(key string, stored []byte) error {
			got[strings.Clone(key)] = string(stored)
			return nil
		}))
		p.Done()
		assert.Equal(t, want, got)
		assert.Contains(t, p.Line(time.Second), "10,000 entries")
	}
	p, counted, err := NewPass(t.Context(), io.Discard, "scan", db, true)
	require.NoError(t, err)
	defer p.Done()
	stop := errors.New("stop")
	assert.ErrorIs(t, Scan(t.Context(), db, nil, counted, func(string, []byte) error { return stop }), stop)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, Scan(ctx, db, nil, counted, func(string, []byte) error { return nil }), context.Canceled)
}
