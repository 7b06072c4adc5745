package commands

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// strangeKeys are keys that cannot be typed, or are mistaken for something else.
var strangeKeys = []string{"\x00", "a\x00b", "\n", "\x1b[31m", "\xff\xfe", "a\xc3(", "", " ", `"`, `"quoted"`, "-dash", "ü\u202e", strings.Repeat("\xff", 300), strings.Repeat("k", 2000)}

// Every key that ls prints can be passed to the other commands as it is printed.
func TestAnyKeyCanBeNamed(t *testing.T) {
	stored := map[string]string{}
	for _, key := range strangeKeys {
		stored[key] = "s" + hex.EncodeToString([]byte(key))
	}
	path := rawDatabase(t, stored)
	listed := strings.Split(strings.TrimSuffix(output(t, "ls", path, "--keys"), "\n"), "\n")
	require.Len(t, listed, len(strangeKeys))
	for i, line := range strings.Split(strings.TrimSuffix(output(t, "ls", path, "--keys", "--json"), "\n"), "\n") {
		var entry struct{ Key any }
		require.NoError(t, json.Unmarshal([]byte(line), &entry))
		key, isText := entry.Key.(string)
		if !isText {
			decoded, err := base64.StdEncoding.DecodeString(entry.Key.(map[string]any)["base64"].(string))
			require.NoError(t, err)
			key = string(decoded)
		}
		want := hex.EncodeToString([]byte(key)) + "\n"
		encoded := base64.StdEncoding.EncodeToString([]byte(key))
		for _, command := range []string{"get", "show"} {
			assert.Equal(t, want, output(t, command, path, "--key-base64", encoded))
			assert.Equal(t, want, output(t, command, path, "--key-hex", hex.EncodeToString([]byte(key))))
			if len(key) > 1024 {
				r := runTool(t, command, path, "--quoted", "--", listed[i])
				assert.Equal(t, 2, r.status)
				assert.Contains(t, r.stderr, "is only the beginning of a long key: use --key-base64")
				continue
			}
			assert.Equal(t, want, output(t, command, "--quoted", "--", path, listed[i]), listed[i])
		}
		if key != "" && len(key) <= 1024 {
			assert.Equal(t, "1\n", output(t, "len", path, "--quoted", "--starting-by="+listed[i], "--limit", "1"))
			assert.Equal(t, listed[i]+"\n", output(t, "ls", path, "--keys", "--quoted", "--start="+listed[i], "--limit", "1"))
		}
	}
	assert.Regexp(t, `^\d+\t\d+\t1\t"a\\x00"\n$`, output(t, "du", path, "-s", "--quoted", `"a\x00"`))
	// The flags add to PARTs.
	assert.Equal(t, hex.EncodeToString([]byte("a\x00b"))+"\n", output(t, "get", path, "a", "--key-hex", "0062"))
	assert.Equal(t, hex.EncodeToString([]byte("a\x00b"))+"\n", output(t, "get", path, "--quoted", "a", `"\x00"`, "b"))
	assert.Equal(t, hex.EncodeToString([]byte(`"`))+"\n", output(t, "get", path, `"`), "without --quoted a quote is a character")
}

func TestWrongNamesOfKeys(t *testing.T) {
	for _, c := range []struct {
		problem string
		args    []string
	}{
		{`--key-hex: "0" is not a sequence of pairs of hexadecimal digits`, []string{"get", "db", "--key-hex", "0"}},
		{`--key-base64: "?" is not base64`, []string{"show", "db", "--key-base64", "?"}},
		{"--key-base64 and --key-hex cannot be combined", []string{"get", "db", "--key-base64", "", "--key-hex", ""}},
		{`--quoted: "a is not in the form in which ls prints keys`, []string{"get", "db", "--quoted", `"a`}},
		{`--quoted: "a\z" is not in the form in which ls prints keys`, []string{"ls", "db", "--quoted", "--start", `"a\z"`}},
		{"expected a DB and at least one PART", []string{"get", "--key-hex", "00"}},
	} {
		r := runTool(t, c.args...)
		assert.Equal(t, 2, r.status, c.args)
		assert.Contains(t, r.stderr, c.problem)
	}
}

func TestStartAndStop(t *testing.T) {
	path := database(t, map[string]string{"a": "s1", "b": "s2", "b/1": "s3", "b/2": "s4", "c": "s5"})
	for _, c := range []struct {
		flags []string
		keys  []string
	}{
		{[]string{"--start", "b"}, []string{"b", "b/1", "b/2", "c"}},
		{[]string{"--stop", "b/2"}, []string{"a", "b", "b/1"}},
		{[]string{"--start", "b/", "--stop", "c", "--reverse"}, []string{"b/2", "b/1"}},
		{[]string{"--prefix", "b/", "--start", "2"}, []string{"2"}},
		{[]string{"--start", "x"}, nil},
	} {
		assert.Equal(t, lines(c.keys...), output(t, append([]string{"ls", path, "--keys"}, c.flags...)...), c.flags)
	}
	copied := t.TempDir() + "/copy"
	output(t, "copy", path, copied, "--prefix", "b/", "--cut", "--start", "2")
	assert.Equal(t, "2\n", output(t, "ls", copied, "--keys"))
}
