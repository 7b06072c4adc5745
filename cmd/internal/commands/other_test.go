package commands

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// otherProgram returns a database of another program: binary keys, and values without tags, some of
// which begin with a tag by chance.
func otherProgram(t *testing.T, entries int) string {
	t.Helper()
	stored := map[string]string{}
	state := uint64(1)
	for i := range entries {
		var value []byte
		for range 4 {
			state = state*6364136223846793005 + 1442695040888963407
			for shift := 8; shift < 64; shift += 8 {
				value = append(value, byte(state>>shift))
			}
		}
		stored[fmt.Sprintf("\x00\xff%c%c", i>>8, byte(i))] = string(value)
	}
	return rawDatabase(t, stored)
}

// The advice for the database of another program is printed once, not for every entry.
func TestDatabaseOfAnotherProgram(t *testing.T) {
	path := otherProgram(t, 3000)
	rep := diagnose(t, path)
	assert.Equal(t, []string{"note other-program"}, rep.checks())
	assert.Contains(t, rep.Findings[0].What, "of 3,000 values have no type tag")

	text := output(t, "verify", path)
	assert.Less(t, len(text), 1000)
	assert.Equal(t, 1, strings.Count(text, "another program has written the database"))
	assert.Contains(t, text, "3,000 entries")
	assert.Contains(t, text, "no damage found")

	text = output(t, "stat", path)
	assert.Contains(t, text, "types: raw 3,000\n")
	assert.NotContains(t, text, "cannot be read")

	r := runTool(t, "ls", path)
	assert.Equal(t, 1, r.status)
	assert.Contains(t, r.stderr, "another program seems to have written them: --raw lists their bytes")
	listed := output(t, "ls", path, "--raw")
	assert.Equal(t, 3000, strings.Count(listed, "\traw\tb"))
	key, _, _ := strings.Cut(listed, "\t")
	shown := output(t, "show", path, "--quoted", key, "--hex")
	assert.Contains(t, shown, "28 bytes, as stored\n00000000  ")
	assert.Len(t, output(t, "get", path, "--quoted", key, "--raw"), 28)
}

// A few values without a tag are faults of a database, and not a sign of another program.
func TestFewValuesWithoutATag(t *testing.T) {
	stored := map[string]string{}
	for i := range 20 {
		stored[fmt.Sprint("good", i)] = "s"
	}
	for i := range 3 {
		stored[fmt.Sprint("untagged", i)] = "\x00"
	}
	path := rawDatabase(t, stored)
	assert.Equal(t, []string{"error no-tag"}, diagnose(t, path).checks())
	r := runTool(t, "verify", path)
	assert.Equal(t, 1, r.status)
	assert.Equal(t, 3, strings.Count(r.stdout, "bad untagged"))
	assert.Equal(t, 1, strings.Count(r.stdout, "if they are bytes"), "the advice is printed once")
	r = runTool(t, "get", path, "untagged0")
	requireFailure(t, r, "--raw prints its bytes")
}

// Advice about a key that cannot be typed names it in base64.
func TestAdviceForStrangeKeys(t *testing.T) {
	path := rawDatabase(t, map[string]string{"a": "s", "b": "s", "bad\x00": "s\xff"})
	rep := diagnose(t, path)
	assert.Equal(t, []string{"error str-not-utf8"}, rep.checks())
	assert.Contains(t, rep.Findings[0].Fix, "openleveldb get "+path+" --key-base64 YmFkAA== --raw > ")
}
