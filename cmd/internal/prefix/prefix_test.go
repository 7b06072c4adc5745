package prefix

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOf(t *testing.T) {
	for _, c := range []struct {
		key, separator string
		depth          int
		want           string
	}{
		{"a/b/c", "/", 1, "a/"}, {"a/b/c", "/", 2, "a/b/"}, {"a/b/c", "/", 9, "a/b/"}, {"a/b/c", "/", 0, ""}, {"", "/", 1, ""},
		{"abc", "/", 1, ""}, {"/a", "/", 1, "/"}, {"//", "/", 2, "//"}, {"a::b:c", "::", 2, "a::"}, {"a/b", "", 3, ""},
		{"\xff/\x00", "/", 1, "\xff/"},
	} {
		assert.Equal(t, c.want, Of(c.key, c.separator, c.depth), "%q", c)
	}
}

// randomKeys returns sorted keys with prefixes of several depths, more of them than Groups keeps.
func randomKeys(rng *rand.Rand, n int) []string {
	var keys []string
	for range n {
		key := ""
		for range rng.IntN(4) {
			key += fmt.Sprintf("%d/", rng.IntN(40))
		}
		keys = append(keys, key+fmt.Sprint(rng.IntN(1000)))
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Groups drops small groups during the pass, and still returns exact sums.
func TestGroupsAreExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(rand.Uint64(), 0))
	keys := randomKeys(rng, 20000)
	for _, depth := range []int{0, 1, 2, 3} {
		groups := NewGroups("/", depth, 10)
		groups.room = 50
		all := map[string]*Sum{}
		for _, key := range keys {
			size := rng.IntN(100)
			groups.Add(key, size, "int")
			prefix := Of(key, "/", depth)
			if all[prefix] == nil {
				all[prefix] = &Sum{Prefix: prefix}
			}
			all[prefix].Add(key, size, "int")
		}
		var want []*Sum
		for _, sum := range all {
			want = append(want, sum)
		}
		order(want)
		top, rest, others := groups.Top()
		count := min(10, len(want))
		require.Equal(t, want[:count], top)
		require.Equal(t, int64(len(want)-count), others)
		entries := rest.Entries
		for _, sum := range top {
			entries += sum.Entries
		}
		require.Equal(t, int64(len(keys)), entries)
	}
}

// A tree reports each prefix once, with the sums of all keys below it, nested prefixes first.
func TestTreeIsExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(rand.Uint64(), 0))
	keys := randomKeys(rng, 5000)
	for _, depth := range []int{-1, 0, 1, 2} {
		seen := map[string]bool{}
		tree := NewTree("", "/", depth, func(sum *Sum, at int) error {
			require.False(t, seen[sum.Prefix], sum.Prefix)
			seen[sum.Prefix] = true
			require.Equal(t, strings.Count(sum.Prefix, "/"), at)
			if depth >= 0 {
				require.LessOrEqual(t, at, depth)
			}
			var want Sum
			for _, key := range keys {
				if strings.HasPrefix(key, sum.Prefix) {
					want.Add(key, len(key), "int")
					if child := sum.Prefix + Of(key[len(sum.Prefix):], "/", 1); depth < 0 || at < depth {
						require.True(t, seen[child], "%q before %q", child, sum.Prefix)
					}
				}
			}
			want.Prefix = sum.Prefix
			require.Equal(t, want, *sum)
			return nil
		})
		for _, key := range keys {
			require.NoError(t, tree.Add(key, len(key), "int"))
		}
		require.NoError(t, tree.End())
		require.True(t, seen[""])
	}
}
