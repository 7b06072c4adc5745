package exchange

import (
	"fmt"
	"iter"
)

// named is a source whose errors name its file.
type named struct {
	Source
	name string
}

// Named returns a source whose errors begin with the name of its file.
func Named(source Source, name string) Source { return &named{source, name} }

// Items iterates over the entries of the source.
func (n *named) Items() iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for item, err := range n.Source.Items() {
			if err != nil {
				err = fmt.Errorf("%s: %w", n.name, err)
			}
			if item.From == "" {
				item.From = n.name
			} else {
				item.From = n.name + ", " + item.From
			}
			if !yield(item, err) {
				return
			}
		}
	}
}

// Position implements Positioned.
func (n *named) Position() (done, total int64) { return positionOf(n.Source) }
