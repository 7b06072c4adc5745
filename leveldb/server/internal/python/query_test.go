package python

import (
	"net/url"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

func TestParsePythonQuery(t *testing.T) {
	for raw, want := range map[string]query{
		"dbpath=":                      {},
		"dbpath=a%2Fb&key=":            {database: "a/b"},
		"dbpath=a&key=k+%26%20%2B":     {database: "a", key: "k & +"},
		"dbpath=a&dbpath=b&key=1&key=": {database: "a", key: "1"},
		"prefixes=a&dbpath=d&prefixes=&prefixes=b&starting_by=%C3%A9&starting_by=x": {database: "d", prefix: "ab", startingBy: "éx"},
		"dbpath=d&include_key=True&include_value=true":                              {database: "d", includeKey: true},
		"dbpath=d&include_key=1&include_value=True":                                 {database: "d", includeValue: true},
		"dbpath=d&classname=C&unknown=1":                                            {database: "d", class: "C"},
	} {
		got, err := parseQuery(raw, false)
		require.NoError(t, err, raw)
		assert.Equal(t, want, got, raw)
	}
	for _, raw := range []string{"", "key=k", "dbpath=%ff", "dbpath=a&key=%ff", "dbpath=a&x=%ff", "dbpath=a&%ff=x&key=%zz", "dbpath=a;key=k", "dbpath"[1:]} {
		_, err := parseQuery(raw, false)
		assert.ErrorIs(t, err, leveldb.ErrInvalidArgument, raw)
	}
	_, err := parseQuery("dbpath=a", true)
	assert.ErrorIs(t, err, leveldb.ErrInvalidArgument)
}

func TestOwns(t *testing.T) {
	for path, want := range map[string]bool{
		"/getitem": true, "//getitem": true, "/": true, "": true, "/nowhere": true, "/v1": true, "/v1/setitem": true, "/v1/x/delitem": true, "/metrics/": true,
		"/v1/get": false, "/v1/nowhere": false, "/v1/": false, "/metrics": false, "/v1/health": false,
	} {
		assert.Equal(t, want, Owns(path), path)
	}
}

// For any query, the parsed values are valid text and equal to the encoded ones.
func FuzzPythonQuery(f *testing.F) {
	for _, raw := range []string{
		"", "dbpath=a&key=k", "dbpath=a&prefixes=b&prefixes=c&key=d", "dbpath=%ff&key=%00", "dbpath=a&starting_by=%F0%9F%8E%88&include_key=True",
		"dbpath=a&key=%", "dbpath;key", "a=b&&dbpath=+&key=%2B", "dbpath=a&classname=%3Cb%3E",
	} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		q, err := parseQuery(raw, true)
		if err != nil {
			require.ErrorIs(t, err, leveldb.ErrInvalidArgument)
			return
		}
		for _, text := range []string{q.database, q.prefix, q.key, q.startingBy, q.class, q.name()} {
			require.True(t, utf8.ValidString(text))
		}
		again := url.Values{"dbpath": {q.database}, "prefixes": {q.prefix}, "key": {q.key}, "starting_by": {q.startingBy}, "classname": {q.class}}
		if q.includeKey {
			again.Set("include_key", "True")
		}
		if q.includeValue {
			again.Set("include_value", "True")
		}
		same, err := parseQuery(again.Encode(), true)
		require.NoError(t, err)
		require.Equal(t, q, same)
	})
}
