package keytext

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestQuote(t *testing.T) {
	long := strings.Repeat("k", Limit)
	for _, c := range []struct{ key, want string }{
		{"", `""`}, {"k", `"k"`}, {"a\nb", `"a\nb"`}, {"\xff", `"\xff"`},
		{long, `"` + long + `"`},
		{long + "k", `"` + strings.Repeat("k", 64) + `…" (1025 bytes)`},
		{strings.Repeat("k", 1<<20), `"` + strings.Repeat("k", 64) + `…" (1048576 bytes)`},
		// The key is cut between characters.
		{"k" + strings.Repeat("ü", 1000), `"k` + strings.Repeat("ü", 31) + `…" (2001 bytes)`},
		{"kk" + strings.Repeat("€", 1000), `"kk` + strings.Repeat("€", 20) + `…" (3002 bytes)`},
		{strings.Repeat("\xff", 2000), `"` + strings.Repeat(`\xff`, 61) + `…" (2000 bytes)`},
	} {
		assert.Equal(t, c.want, Quote(c.key))
	}
}

func TestPlain(t *testing.T) {
	long := strings.Repeat("k", Limit)
	for _, c := range []struct{ key, want string }{
		{"k", "k"}, {"run 1/ü", "run 1/ü"}, {long, long},
		{"", `""`}, {` k`, `" k"`}, {`k `, `"k "`}, {`"k`, `"\"k"`}, {"\x1b[31m", `"\x1b[31m"`}, {"\xff", `"\xff"`},
		{long + "k", `"` + strings.Repeat("k", 64) + `…" (1025 bytes)`},
	} {
		assert.Equal(t, c.want, Plain(c.key))
	}
}
