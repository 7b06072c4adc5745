package dbfile

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestManifestRefusesLevels(t *testing.T) {
	var field *FieldError
	require.ErrorAs(t, newManifest("").apply([]byte("\x06\x07\x01")), &field)
	require.NoError(t, newManifest("").apply([]byte("\x06\x06\x01")))
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte("\x01\x1aleveldb.BytewiseComparator\x02\x04\x03\x05\x04\x06"))
	f.Add([]byte("\x07\x00\x05\x80\x01\x09k\x01\x00\x00\x00\x00\x00\x00\x00\x09k\x01\x00\x00\x00\x00\x00\x00\x00\x06\x00\x03"))
	f.Add([]byte("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, record []byte) {
		m := newManifest("")
		if err := m.apply(record); err != nil {
			var field *FieldError
			require.ErrorAs(t, err, &field)
		}
		require.LessOrEqual(t, len(m.Comparator), len(record))
		require.True(t, m.Comparator == "" || strings.Contains(string(record), m.Comparator))
		whole := newManifest("")
		require.Equal(t, m.apply(record) != nil, whole.read(bytes.NewReader(writeRecords(t, record))) != nil)
	})
}
