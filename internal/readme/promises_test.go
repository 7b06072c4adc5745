package readme_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	testName   = regexp.MustCompile("`(Test\\w+)`")
	testFunc   = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	makeTarget = regexp.MustCompile("`make ([a-z-]+)")
	target     = regexp.MustCompile(`(?m)^([a-z-]+):`)
)

// Every test and make target that a document names exists.
func TestNamedTestsExist(t *testing.T) {
	tests := map[string]bool{}
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		content, err := os.ReadFile(path)
		for _, m := range testFunc.FindAllStringSubmatch(string(content), -1) {
			tests[m[1]] = true
		}
		return err
	}))
	targets := map[string]bool{}
	for _, m := range target.FindAllStringSubmatch(text(t, "Makefile"), -1) {
		targets[m[1]] = true
	}
	named := 0
	for _, document := range documents(t) {
		for _, m := range testName.FindAllStringSubmatch(text(t, document), -1) {
			named++
			assert.Contains(t, tests, m[1], document)
		}
		for _, m := range makeTarget.FindAllStringSubmatch(text(t, document), -1) {
			assert.Contains(t, targets, m[1], document)
		}
	}
	assert.Greater(t, named, 20)
}

// Every row of the table of what survives what names the test that shows it.
func TestSurvivalNamesTests(t *testing.T) {
	_, table, found := strings.Cut(text(t, "README.md"), "### What survives what\n\n")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "\n\n")
	rows := strings.Split(table, "\n")[2:]
	require.GreaterOrEqual(t, len(rows), 6)
	for _, row := range rows {
		assert.Regexp(t, testName, row)
	}
}
