package cli

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWrapped(t *testing.T) {
	const text = `Print the size of entries
below each prefix.

Short lines
stay.

The columns are
  bytes    the size of keys and
           of values
  disk     the size

Examples:
  prog du runs.db run/1/ run/2/ --summarize
Flags:
      --depth N   list prefixes of N segments
`
	assert.Equal(t, text, wrapped(text, 80))
	assert.Equal(t, `Print the size of
entries below each
prefix.

Short lines
stay.

The columns are
  bytes    the size
          of keys
          and of
          values
  disk     the size

Examples:
  prog du runs.db run/1/ run/2/ --summarize
Flags:
      --depth N   list
          prefixes
          of N
          segments
`, wrapped(text, 20))
}
