package cluster

import (
	"fmt"
	"testing"

	"github.com/pingcap/kvproto/pkg/kvrpcpb"
	"github.com/stretchr/testify/require"
)

// A server may return the values of a request in any order.
func TestMatch(t *testing.T) {
	for _, test := range []struct {
		keys, pairs string
		want        string // places found, in the order of the pairs
	}{
		{"abc", "abc", "[10 11 12]"},
		{"abc", "ac", "[10 12]"},
		{"abc", "bac", "[11 10 12]"},
		{"abc", "cba", "[12 11 10]"},
		{"abca", "abca", "[10 11 12 13]"},
		{"abc", "", "[]"},
	} {
		r := &getRequest{}
		for i, key := range test.keys {
			r.keys = append(r.keys, []byte(string(key)))
			r.index = append(r.index, 10+i)
		}
		var pairs []*kvrpcpb.KvPair
		for _, key := range test.pairs {
			pairs = append(pairs, &kvrpcpb.KvPair{Key: []byte(string(key)), Value: []byte{byte(key)}})
		}
		got := []int{}
		locks, err := r.match(pairs, func(i int, value []byte) {
			require.Equal(t, test.keys[i-10], value[0])
			got = append(got, i)
		})
		require.NoError(t, err)
		require.Empty(t, locks)
		require.Equal(t, test.want, fmt.Sprint(got), "%s of %s", test.pairs, test.keys)
	}
}
