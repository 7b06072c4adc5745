// Package python lets tests ask the real Plyvel, numpy and rapidjson, and requests and Flask.
//
// Distributions keep Plyvel in their own interpreter (/usr/bin/python3), which need not be the first python3 in PATH, so
// every candidate is tried until one can import what the test names. OPENLEVELDB_PYTHON names an interpreter outright.
//
// Without such an interpreter a test is skipped, so that the library can be worked on anywhere; with CI or
// OPENLEVELDB_REQUIRE_PYTHON set to anything but the empty string it fails, so that a missing dependency never looks like a
// passing test.
package python

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

var (
	mu    sync.Mutex
	found = map[string]string{} // modules, joined by a comma: interpreter, or "" if none
)

// Find returns an interpreter that can import every module, or skips or fails the test, as the package comment says.
func Find(t testing.TB, modules ...string) string {
	t.Helper()
	path, err := Lookup(modules...)
	switch {
	case err == nil:
	case Required():
		t.Fatal(err)
	default:
		t.Skip(err)
	}
	return path
}

// Required tells whether a missing interpreter is a failure.
func Required() bool { return os.Getenv("CI") != "" || os.Getenv("OPENLEVELDB_REQUIRE_PYTHON") != "" }

// Lookup returns an interpreter that can import every module. The error says how to get one.
func Lookup(modules ...string) (string, error) {
	list := strings.Join(modules, ",")
	mu.Lock()
	path, tried := found[list]
	if !tried {
		path = search(list)
		found[list] = path
	}
	mu.Unlock()
	if path == "" {
		return "", fmt.Errorf("no python3 can import %s; `make test` installs it, or name an interpreter in OPENLEVELDB_PYTHON", list)
	}
	return path, nil
}

func search(modules string) string {
	candidates := []string{"/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		candidates = append(candidates, filepath.Join(dir, "python3"))
	}
	if named := os.Getenv("OPENLEVELDB_PYTHON"); named != "" {
		candidates = []string{named}
	}
	for _, candidate := range candidates {
		if exec.Command(candidate, "-c", strings.TrimSuffix("import sys,"+modules, ",")).Run() == nil {
			return candidate
		}
	}
	return ""
}

// Run runs source with an interpreter that can import modules, gives it stdin and args (sys.argv[1:]), and returns what it
// printed. A non-zero exit fails the test with what the script wrote to standard error.
func Run(t testing.TB, modules []string, source string, stdin []byte, args ...string) []byte {
	t.Helper()
	cmd := Command(Find(t, modules...), source, args...)
	cmd.Stdin = bytes.NewReader(stdin)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("python: %v\n%s", err, stderr.String())
	}
	return out
}

// Command returns a command that runs source with an interpreter and gives it args.
func Command(interpreter, source string, args ...string) *exec.Cmd {
	cmd := exec.Command(interpreter, append([]string{"-c", source}, args...)...)
	cmd.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8", "PYTHONDONTWRITEBYTECODE=1")
	return cmd
}
