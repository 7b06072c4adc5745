package commands

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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

	listed := output(t, "ls", path, "--raw")
	assert.Equal(t, 3000, strings.Count(listed, "\traw\tb"))
	key, _, _ := strings.Cut(listed, "\t")
	shown := output(t, "show", path, "--quoted", key, "--hex")
	assert.Contains(t, shown, "28 bytes, as stored\n00000000  ")
	assert.Len(t, output(t, "get", path, "--quoted", key, "--raw"), 28)
}

// In the database of another program all values are raw, also those that begin with a tag by chance,
// and every command says so once.
func TestValuesOfAnotherProgramAreRaw(t *testing.T) {
	path := rawDatabase(t, map[string]string{"a": "alice", "b": "bob", "c": "carol", "d": "dave", "e": "erin", "f": "faythe", "i": "isaac", "j": "judy", "n": "niaj", "o": "olivia", "p": "peggy", "s": "sybil"})
	base64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	sybil := `{"key":"s","type":"raw","value":{"base64":"` + base64("sybil") + `"}}`
	lines := filepath.Join(t.TempDir(), "x.jsonl")
	dir := filepath.Join(t.TempDir(), "dir")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"ls", path, "--starting-by", "n"}, "n\traw\tb'niaj'\n"},
		{[]string{"ls", path, "--starting-by", "s", "--json"}, sybil + "\n"},
		{[]string{"ls", path, "--keys", "--type", "str"}, ""},
		{[]string{"len", path, "--type", "raw"}, "12\n"},
		{[]string{"get", path, "b"}, "bob"},
		{[]string{"get", path, "j", "--json"}, `{"base64":"` + base64("judy") + `"}` + "\n"},
		{[]string{"show", path, "s", "--json"}, `{"type":"raw","bytes":5}` + "\n"},
		{[]string{"export", path, lines, "--type", "raw"}, ""},
		{[]string{"export", path, dir}, ""},
	} {
		r := runTool(t, c.args...)
		assert.Equal(t, 0, r.status, "%v: %s", c.args, r.stderr)
		assert.Equal(t, 1, strings.Count(r.stderr, "all values are raw bytes; --typed reads them by their type tags"), "%v: %s", c.args, r.stderr)
		if c.args[0] != "export" {
			assert.Equal(t, c.want, r.stdout, c.args)
		}
	}
	text, err := os.ReadFile(lines)
	require.NoError(t, err)
	assert.Equal(t, 12, strings.Count(string(text), `"type":"raw"`))
	assert.Contains(t, string(text), sybil+"\n")
	bytes, err := os.ReadFile(filepath.Join(dir, "s.raw"))
	require.NoError(t, err)
	assert.Equal(t, "sybil", string(bytes))
	r := runTool(t, "export", path, filepath.Join(dir, "x.csv"))
	assert.Equal(t, 1, r.status)
	assert.Contains(t, r.stderr, "raw values cannot be held by this format; --typed")

	// The lines are imported as they were stored.
	again := filepath.Join(t.TempDir(), "again")
	output(t, "import", again, lines)
	assert.Equal(t, "niaj", output(t, "get", again, "n", "--raw"))

	r = runTool(t, "get", path, "s", "--typed")
	assert.Equal(t, result{stdout: "ybil\n"}, r)
	assert.Equal(t, "s\tstr\tybil\n", output(t, "ls", path, "--starting-by", "s", "--typed"))
	r = runWith(t, []byte("get b\nls --starting-by s\n"), "shell", path)
	assert.Equal(t, "bobs\traw\tb'sybil'\n", r.stdout)
}

// The lines of earlier versions, with the type ?, are still imported.
func TestImportOfUnreadableLines(t *testing.T) {
	lines := filepath.Join(t.TempDir(), "x.jsonl")
	require.NoError(t, os.WriteFile(lines, []byte(`{"key":"x","type":"?","error":"unknown tag","stored":{"base64":"Pw=="}}`+"\n"), 0o666))
	path := filepath.Join(t.TempDir(), "db")
	output(t, "import", path, lines)
	assert.Equal(t, "?", output(t, "get", path, "x", "--raw"))
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
