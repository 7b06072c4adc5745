package commands

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Output for people is short however long the keys are. Output for programs has complete keys.
func TestLongKeys(t *testing.T) {
	long := strings.Repeat("k", 1<<20)
	path := rawDatabase(t, map[string]string{long: "?", long + "/good": "s", long + "\xff": "s"})
	short := func(text, where string) {
		assert.Contains(t, text, strings.Repeat("k", 64)+"…", where)
		assert.NotContains(t, text, strings.Repeat("k", 2000), where)
	}
	for _, args := range [][]string{
		{"ls", path}, {"ls", path, "--keys"}, {"stat", path}, {"du", path}, {"doctor", path}, {"verify", path},
	} {
		r := runTool(t, args...)
		short(r.stdout, strings.Join(args, " "))
		assert.Less(t, len(r.stdout)+len(r.stderr), 4000, args)
	}
	// The kernel does not accept an argument of a megabyte.
	r := runTool(t, "get", path, long[:100_000])
	requireFailure(t, r, "not found")
	short(r.stderr, "get")
	assert.Contains(t, r.stderr, `kkk…" (100000 bytes)`)

	assert.NotContains(t, runTool(t, "__complete", "get", path, "k").stdout, "kk")

	for _, args := range [][]string{{"ls", path, "--json"}, {"doctor", path, "--json"}, {"verify", path, "--json"}} {
		assert.Contains(t, runTool(t, args...).stdout, long, args)
	}
	for _, f := range diagnose(t, path).Findings {
		assert.Less(t, len(f.Fix), 500, "the key is not in the command: %s", f.Check)
	}
	var line struct{ Key string }
	require.NoError(t, json.Unmarshal([]byte(output(t, "ls", path, "--keys", "--json", "--limit", "1")), &line))
	assert.Equal(t, long, line.Key)
}
