package prefix

import (
	"cmp"
	"slices"
	"strings"
)

// Groups sums up entries by the first segments of their keys. Each entry counts for one prefix.
// Keys must be added in order.
type Groups struct {
	separator string
	depth     int // maximum number of segments in a prefix
	top       int // number of prefixes to keep
	room      int // maximum number of prefixes in memory

	groups map[string]*Sum
	last   *Sum
	rest   Sum
	others int64 // number of prefixes in rest
}

// NewGroups returns Groups that keep the top largest prefixes, of at most depth segments.
func NewGroups(separator string, depth, top int) *Groups {
	return &Groups{separator: separator, depth: depth, top: top, room: max(4*top, 1024), groups: map[string]*Sum{}}
}

// Of returns the prefix of a key: all of its complete segments, but at most depth.
func Of(key, separator string, depth int) string {
	end := 0
	for range depth {
		i := strings.Index(key[end:], separator)
		if i < 0 || separator == "" {
			break
		}
		end += i + len(separator)
	}
	return key[:end]
}

// Add counts an entry of type kind whose stored value has size bytes. It does not keep key.
func (g *Groups) Add(key string, size int, kind string) {
	prefix := Of(key, g.separator, g.depth)
	if g.last == nil || g.last.Prefix != prefix {
		sum := g.groups[prefix]
		if sum == nil {
			if len(g.groups) >= g.room {
				g.evict(key)
			}
			sum = &Sum{Prefix: strings.Clone(prefix)}
			g.groups[sum.Prefix] = sum
		}
		g.last = sum
	}
	g.last.Add(key, size, kind)
}

// evict drops all complete prefixes except the largest; key shows which ones are complete. The
// dropped prefixes cannot be among the largest at the end.
func (g *Groups) evict(key string) {
	var complete []*Sum
	for prefix, sum := range g.groups {
		if !strings.HasPrefix(key, prefix) {
			complete = append(complete, sum)
		}
	}
	order(complete)
	for _, sum := range complete[min(g.top, len(complete)):] {
		g.drop(sum)
	}
}

func (g *Groups) drop(sum *Sum) {
	g.rest.join(sum)
	g.others++
	delete(g.groups, sum.Prefix)
}

// order sorts sums with the largest first.
func order(sums []*Sum) {
	slices.SortFunc(sums, func(a, b *Sum) int {
		return cmp.Or(cmp.Compare(b.Bytes(), a.Bytes()), strings.Compare(a.Prefix, b.Prefix))
	})
}

// Top returns the largest prefixes, the largest first, with the sum and the number of the others.
// Nothing may be added afterwards.
func (g *Groups) Top() (top []*Sum, rest *Sum, others int64) {
	var all []*Sum
	for _, sum := range g.groups {
		all = append(all, sum)
	}
	order(all)
	for _, sum := range all[min(g.top, len(all)):] {
		g.drop(sum)
	}
	return all[:min(g.top, len(all))], &g.rest, g.others
}
