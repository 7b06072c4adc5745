package sidebyside

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/powercut"
	"github.com/openleveldb/openleveldb/internal/python"
)

// programs lists the programs, and the headings of their sections in SIDEBYSIDE.md.
var programs = []struct{ name, heading string }{
	{"sensorlog", "Sensor log"}, {"queue", "Queue"}, {"prefixes", "Counts of prefixes"},
}

var update = flag.Bool("update", false, "write SIDEBYSIDE.md")

// goFile returns the path of a program in Go.
func goFile(library, name string) string { return filepath.Join(library, name, "main.go") }

func pythonFile(name string) string { return filepath.Join("plyvel", name+".py") }

// The three versions of each program print the same.
func TestProgramsPrintTheSame(t *testing.T) {
	interpreter := python.Find(t, "plyvel")
	bin := t.TempDir()
	for _, library := range []string{"goleveldb", "openleveldb"} {
		out, err := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-w", "-o", filepath.Join(bin, library)+"/", "./"+library+"/...").CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	for _, p := range programs {
		home := powercut.TempDir(t)
		want := printed(t, interpreter, pythonFile(p.name), filepath.Join(home, "plyvel"))
		require.NotEmpty(t, want)
		for _, library := range []string{"goleveldb", "openleveldb"} {
			got := printed(t, filepath.Join(bin, library, p.name), filepath.Join(home, library))
			assert.Equal(t, want, got, "%s with %s", p.name, library)
		}
	}
}

func printed(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, "%s %s: %s", name, args, stderr.String())
	return string(out)
}

var closing = regexp.MustCompile(`^[)}\]]+$`)

// counted returns the lines of code of a text. Blank lines, comments, lines that only close a
// bracket, and check(err) alone do not count: Python has no lines for the last two.
func counted(text string) (lines []string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "//") && !closing.MatchString(line) && line != "check(err)" {
			lines = append(lines, line)
		}
	}
	return lines
}

// body returns what a program does: the body of main in Go, and what follows the imports in Python.
func body(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	text := string(content)
	if filepath.Ext(name) == ".py" {
		_, text, found := strings.Cut(text, "import plyvel\n\n")
		require.True(t, found, name)
		return text
	}
	_, text, found := strings.Cut(text, "\nfunc main() {\n")
	require.True(t, found, name)
	text, _, found = strings.Cut(text, "\n}\n")
	require.True(t, found, name)
	return regexp.MustCompile(`(?m)^\t`).ReplaceAllString(text, "") + "\n"
}

// complete returns the text of a Go program.
func complete(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(content)
}

// This library needs no more lines than the others: in the body of main, than both, and in the
// complete program, than goleveldb.
func TestOursNeedNoMoreLines(t *testing.T) {
	for _, p := range programs {
		ours := len(counted(body(t, goFile("openleveldb", p.name))))
		assert.LessOrEqual(t, ours, len(counted(body(t, goFile("goleveldb", p.name)))), "%s: goleveldb", p.name)
		assert.LessOrEqual(t, ours, len(counted(body(t, pythonFile(p.name)))), "%s: Plyvel", p.name)
		assert.LessOrEqual(t, len(counted(complete(t, goFile("openleveldb", p.name)))), len(counted(complete(t, goFile("goleveldb", p.name)))), p.name)
	}
}

// SIDEBYSIDE.md shows the programs as they are. The flag -update writes it.
func TestPageShowsThePrograms(t *testing.T) {
	const page = "SIDEBYSIDE.md"
	old, err := os.ReadFile(page)
	require.NoError(t, err)
	introduction, _, found := strings.Cut(string(old), "\n## ")
	require.True(t, found)
	text := strings.Builder{}
	text.WriteString(introduction)
	for _, p := range programs {
		fmt.Fprintf(&text, "\n## %s\n", p.heading)
		for _, version := range []struct{ library, file, language string }{
			{"Plyvel", pythonFile(p.name), "python"},
			{"goleveldb", goFile("goleveldb", p.name), "golang"},
			{"OpenLevelDB", goFile("openleveldb", p.name), "golang"},
		} {
			code := body(t, version.file)
			fmt.Fprintf(&text, "\n[%s](%s), %d lines:\n\n```%s\n%s```\n",
				version.library, filepath.ToSlash(version.file), len(counted(code)), version.language, code)
		}
	}
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(text.String()), 0o600))
		return
	}
	if text.String() != string(old) {
		t.Errorf("%s does not show the programs as they are: run go test ./sidebyside -update", page)
	}
}

// The lines that are left out of the count are those that Python does not have.
func TestCounted(t *testing.T) {
	lines := counted("// a comment\n\nfor x := range y {\n\tcheck(err)\n\tcheck(f(x))\n}\n})\nreturn // why\n")
	assert.True(t, slices.Equal([]string{"for x := range y {", "check(f(x))", "return // why"}, lines), "%q", lines)
}
