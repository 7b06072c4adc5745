package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPipeline measures two small parts and writes a report of them.
func TestPipeline(t *testing.T) {
	t.Chdir("..")
	parts := []part{
		{name: "figures", bench: "^BenchmarkReadMissing$/^store=openleveldb$/^size=128B$", once: "1x", repeat: 5},
		{name: "reads", bench: "^BenchmarkReadRandom$/^store=(openleveldb|levigo)$/^size=(128B|1KiB)$", cost: 1.5},
		{name: "none", bench: "^BenchmarkThatIsNotThere$", cost: 1},
	}
	raw := filepath.Join(t.TempDir(), "results.txt.gz")
	kept, err := createPacked(raw)
	require.NoError(t, err)
	require.NoError(t, run(t.Context(), kept, parts, time.Second, true))
	require.NoError(t, kept.Close())

	r, err := readResults(raw)
	require.NoError(t, err)
	assert.Len(t, r.all, (1+2*2)*shortRounds)
	assert.Equal(t, "2", r.get("rounds"))
	assert.Equal(t, "true", r.get("short"))
	require.NoError(t, write(raw, filepath.Join(t.TempDir(), "REPORT.md")))
}

// TestPipelineOfOneRound checks that a plan in which nothing runs in every round is complete.
func TestPipelineOfOneRound(t *testing.T) {
	t.Chdir("..")
	parts := []part{{name: "cold", bench: "^BenchmarkColdOpen$/^store=bbolt$", once: "1x", repeat: 2}}
	var raw bytes.Buffer
	require.NoError(t, run(t.Context(), &raw, parts, time.Second, true))
	r, err := parseResults(raw.Bytes(), "test")
	require.NoError(t, err)
	assert.Len(t, r.all, 2)
}

// repository creates a git repository with a module of one benchmark and returns the module's
// directory.
func repository(t *testing.T, body string) (module string) {
	t.Helper()
	module = filepath.Join(t.TempDir(), "inner")
	require.NoError(t, os.Mkdir(module, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(module, "go.mod"), []byte("module example.com/tried\n\ngo 1.26\n"), 0o644))
	writeBenchmark(t, module, body)
	for _, args := range [][]string{
		{"init", "--quiet"}, {"add", "."},
		{"-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", "first"},
	} {
		_, err := git(t.Context(), module, args...)
		require.NoError(t, err)
	}
	return module
}

func writeBenchmark(t *testing.T, module, body string) {
	t.Helper()
	source := "package tried\n\nimport (\n\t\"os\"\n\t\"testing\"\n\t\"time\"\n)\n\nvar _ = os.Args\n\nfunc BenchmarkTried(b *testing.B) {\n" + body + "}\n"
	require.NoError(t, os.WriteFile(filepath.Join(module, "tried_test.go"), []byte(source), 0o644))
}

// requireOneTree checks that the temporary worktree has been removed.
func requireOneTree(t *testing.T, module string) {
	t.Helper()
	trees, err := git(t.Context(), module, "worktree", "list")
	require.NoError(t, err)
	require.Equal(t, 1, len(strings.Split(trees, "\n")), trees)
}

// TestCompare compares a commit with uncommitted changes.
func TestCompare(t *testing.T) {
	module := repository(t, "\tb.ReportMetric(1, \"old/op\")\n\ttime.Sleep(time.Microsecond)\n")
	writeBenchmark(t, module, "\tb.ReportMetric(1, \"new/op\")\n\ttime.Sleep(time.Microsecond)\n")
	var out bytes.Buffer
	c := comparison{dir: module, ref: "HEAD", bench: "Tried", count: 4, benchtime: time.Millisecond, out: &out}
	require.NoError(t, compare(t.Context(), c))
	for _, part := range []string{"HEAD", "working tree", "old/op", "new/op", "Tried"} {
		assert.Contains(t, out.String(), part)
	}
	requireOneTree(t, module)

	c.ref = "no-such-commit"
	require.ErrorContains(t, compare(t.Context(), c), `"no-such-commit" is not a commit`)
	c.ref, c.bench = "HEAD", "Nothing"
	require.ErrorContains(t, compare(t.Context(), c), "HEAD has no benchmark Nothing")
	requireOneTree(t, module)
}

// TestCompareInterrupted checks that an interrupt during a benchmark removes the worktree and ends
// the benchmark's processes.
func TestCompareInterrupted(t *testing.T) {
	started := filepath.Join(t.TempDir(), "started")
	module := repository(t, fmt.Sprintf("\tif err := os.WriteFile(%q, nil, 0o600); err != nil {\n\t\tb.Fatal(err)\n\t}\n\ttime.Sleep(time.Hour)\n", started))
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	c := comparison{dir: module, ref: "HEAD", bench: "Tried", count: 1, benchtime: time.Millisecond, out: &bytes.Buffer{}}
	compared := make(chan error, 1)
	go func() { compared <- compare(ctx, c) }()
	require.Eventually(t, func() bool {
		_, err := os.Stat(started)
		return err == nil || len(compared) > 0
	}, 5*time.Minute, 10*time.Millisecond)
	interrupt()
	require.ErrorIs(t, <-compared, context.Canceled)
	requireOneTree(t, module)
}
