package prefix

import "strings"

// Tree sums up entries by all prefixes of their keys, each including what is below it. It reports
// each prefix as soon as it is complete, nested prefixes first, as du does. It keeps only the
// prefixes of the current key. Keys must be added in order.
type Tree struct {
	separator string
	depth     int // maximum number of segments below the root; negative means no limit
	done      func(sum *Sum, depth int) error
	open      []*Sum // from the root down
}

// NewTree returns a Tree for keys that all begin with root. done is called with each complete
// prefix.
func NewTree(root, separator string, depth int, done func(sum *Sum, depth int) error) *Tree {
	return &Tree{separator: separator, depth: depth, done: done, open: []*Sum{{Prefix: root}}}
}

// Add counts an entry. It does not keep key.
func (t *Tree) Add(key string, size int, kind string) error {
	if err := t.close(func(sum *Sum) bool { return !strings.HasPrefix(key, sum.Prefix) }); err != nil {
		return err
	}
	for t.depth < 0 || len(t.open) <= t.depth {
		deepest := t.open[len(t.open)-1].Prefix
		next := Of(key[len(deepest):], t.separator, 1)
		if next == "" {
			break
		}
		t.open = append(t.open, &Sum{Prefix: deepest + next})
	}
	t.open[len(t.open)-1].Add(key, size, kind)
	return nil
}

// close reports the deepest prefixes as long as they are complete.
func (t *Tree) close(complete func(*Sum) bool) error {
	for len(t.open) > 1 && complete(t.open[len(t.open)-1]) {
		last := len(t.open) - 1
		sum := t.open[last]
		t.open = t.open[:last]
		t.open[last-1].join(sum)
		if err := t.done(sum, last); err != nil {
			return err
		}
	}
	return nil
}

// End reports all prefixes that are still open, the root last.
func (t *Tree) End() error {
	if err := t.close(func(*Sum) bool { return true }); err != nil {
		return err
	}
	return t.done(t.open[0], 0)
}
