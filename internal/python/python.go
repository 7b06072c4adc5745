// Package python runs scripts with the real Plyvel, numpy and rapidjson, and with requests and
// Flask, for tests.
//
// Distributions install Plyvel for their own interpreter (/usr/bin/python3), which need not be the
// first python3 in PATH. So every candidate is tried until one can import the modules that the test
// names. OPENLEVELDB_PYTHON selects an interpreter.
//
// Without such an interpreter, a test is skipped, so that the library can be worked on anywhere. If
// CI or OPENLEVELDB_REQUIRE_PYTHON is set and not empty, the test fails instead, so that a missing
// dependency never looks like a passing test.
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
	found = map[string]string{} // by modules, joined by a comma; "" if none was found
)

// Find returns an interpreter that can import every module. If there is none, it skips or fails the
// test, as the package comment describes.
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

// Required reports whether a missing interpreter is a failure.
func Required() bool { return os.Getenv("CI") != "" || os.Getenv("OPENLEVELDB_REQUIRE_PYTHON") != "" }

// Lookup returns an interpreter that can import every module. The error explains how to install
// one.
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

// Run runs source with an interpreter that can import modules, with stdin as its standard input and
// args as sys.argv[1:], and returns its output. A non-zero exit fails the test and shows the
// standard error of the script.
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

// Command returns a command that runs source with an interpreter and the arguments args.
func Command(interpreter, source string, args ...string) *exec.Cmd {
	cmd := exec.Command(interpreter, append([]string{"-c", source}, args...)...)
	cmd.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8", "PYTHONDONTWRITEBYTECODE=1")
	return cmd
}
