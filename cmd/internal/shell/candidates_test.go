package shell

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// completing returns a session whose command get completes keys.
func completing(t *testing.T, keys ...string) *Session {
	t.Helper()
	s, _ := session(t)
	usual := s.New
	s.New = func() *cobra.Command {
		root := usual()
		get, _, err := root.Find([]string{"get"})
		require.NoError(t, err)
		get.ValidArgsFunction = cobra.FixedCompletions(keys, cobra.ShellCompDirectiveNoFileComp)
		return root
	}
	return s
}

// What several candidates have in common replaces the word. It is never less than the word.
func TestCandidatesInQuotes(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want []string
	}{
		{[]string{"a b", "a/"}, []string{`"a b"`, `"a/`}},
		{[]string{"a b/", "a/"}, []string{`"a b/`, `"a/`}},
		{[]string{"a b", "ac"}, []string{`"a b"`, `"ac"`}},
		{[]string{"ab", "a/"}, []string{"ab", "a/"}},
		{[]string{"a b"}, []string{`"a b" `}},
	} {
		s := completing(t, c.keys...)
		for _, line := range []string{"get a", `get "a`, "get 'a"} {
			head, candidates, tail := s.candidates(t.Context(), line, len(line))
			assert.Equal(t, "get ", head)
			assert.Equal(t, c.want, candidates, line)
			assert.Empty(t, tail)
		}
	}
}

// A line with mistakes has no candidates, and nothing is printed into it.
func TestCandidatesOfWrongLines(t *testing.T) {
	s := completing(t, "nothing")
	name := filepath.Join(t.TempDir(), "stderr")
	file, err := os.Create(name)
	require.NoError(t, err)
	usual := os.Stderr
	os.Stderr = file
	defer func() { os.Stderr = usual }()
	for _, line := range []string{"gett no", "gett ", "get --frob=1 no"} {
		_, candidates, _ := s.candidates(t.Context(), line, len(line))
		if strings.HasPrefix(line, "gett") {
			assert.Empty(t, candidates, line)
		}
	}
	assert.Equal(t, file, os.Stderr)
	require.NoError(t, file.Close())
	printed, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Empty(t, string(printed))
}
