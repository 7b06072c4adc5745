package commands

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// foreign holds the directories in testdata/foreign that look like a database but cannot be read
// here, and the expected refusals.
var foreign = map[string]struct {
	program string // named by every command
	check   string // the finding of doctor
	fix     string // part of doctor's advice
}{
	"bedrock-deflate": {"Minecraft Bedrock", "compression", "export it with Minecraft Bedrock"},
	"bedrock-zlib":    {"Minecraft Bedrock", "compression", "export it with Minecraft Bedrock"},
	"zstd":            {"later version of LevelDB", "compression", "export it with a later version of LevelDB"},
	"comparator":      {`comparator "backwards"`, "comparator", "export it with the program that wrote it"},
	"indexeddb":       {`comparator "idb_cmp1"`, "comparator", "export it with Chrome"},
	"pebble-1":        {"Pebble", "foreign", "export it with Pebble"},
	"pebble-2":        {"Pebble", "foreign", "export it with Pebble"},
	"pebble-newest":   {"Pebble", "foreign", "export it with Pebble"},
	"badger":          {"Badger", "foreign", "export it with Badger"},
	"rocksdb":         {"RocksDB", "foreign", "export it with RocksDB"},
	"not-a-database":  {"CURRENT", "", ""},
}

// fixture copies a directory of testdata/foreign to a new one. It sets the modification times to
// the past, so that any write is visible.
func fixture(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.CopyFS(path, os.DirFS(filepath.Join("testdata", "foreign", name))))
	age(t, path)
	return path
}

// age sets the modification times of a directory and everything in it.
func age(t *testing.T, path string) {
	t.Helper()
	past := time.Now().Add(-24 * time.Hour).Truncate(time.Second)
	require.NoError(t, filepath.WalkDir(path, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(name, past, past)
	}))
	require.NoError(t, os.Chtimes(path, past, past))
}

// snapshot returns everything visible of a directory: names, sizes, modes, owners, modification
// times and contents.
func snapshot(t *testing.T, path string) map[string]string {
	t.Helper()
	state := map[string]string{}
	require.NoError(t, filepath.WalkDir(path, func(name string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := os.Lstat(name)
		if err != nil {
			return err
		}
		content := ""
		if info.Mode().IsRegular() {
			b, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			content = string(b)
		}
		relative, err := filepath.Rel(path, name)
		state[relative] = fmt.Sprintf("%v %d %v %q", info.Mode(), info.Size(), info.ModTime(), content)
		return err
	}))
	return state
}

// commandsOn returns a run of each command that opens a directory. Their output goes elsewhere.
func commandsOn(t *testing.T, path string) [][]string {
	t.Helper()
	other := t.TempDir()
	require.NoError(t, os.Chmod(other, 0o755))
	lines := filepath.Join(other, "one.jsonl")
	write(t, lines, `{"key":"k","type":"int","value":1}`)
	return [][]string{
		{"doctor", path}, {"doctor", path, "--quick"}, {"verify", path}, {"repair", path}, {"destroy", path, "--yes"},
		{"put", path, "k", "--int", "1"}, {"compact", path}, {"del", path, "k"},
		{"get", path, "k"}, {"ls", path}, {"len", path}, {"show", path, "k"}, {"stat", path}, {"stat", path, "--quick"}, {"du", path},
		{"export", path, filepath.Join(other, "x.jsonl")}, {"import", path, lines},
		{"copy", path, filepath.Join(other, "copy")}, {"copy", database(t, map[string]string{"k": "s"}), path, "--merge"},
	}
}

// No command changes a directory that is not certainly a database that can be read here. Each names
// the program that wrote it and what to do there.
func TestForeignDirectories(t *testing.T) {
	for name, want := range foreign {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := fixture(t, name)
			before := snapshot(t, path)
			for _, args := range commandsOn(t, path) {
				r := runTool(t, args...)
				what := strings.Join(args, " ")
				assert.Equal(t, before, snapshot(t, path), what)
				assert.Equal(t, 1, r.status, "%s: %s", what, r.stderr)
				said := r.stdout + r.stderr
				// The command copy does not create a database in a directory with files.
				if r.stdout != "" || !strings.Contains(r.stderr, "something is there already") {
					assert.Contains(t, said, want.program, what)
				}
				assert.NotContains(t, said, "openleveldb repair", "%s advises what destroys: %s", what, said)
				assert.NotContains(t, said, "Repair", "%s advises what destroys: %s", what, said)
				assert.NotContains(t, said, "openleveldb compact", what)
				assert.NotContains(t, said, "damaged", "%s: nothing is damaged", what)
			}
			if want.check == "" {
				requireFailure(t, runTool(t, "doctor", path), "there is no database")
				return
			}
			rep := diagnose(t, path)
			require.Equal(t, []string{"error " + want.check}, rep.checks())
			assert.Contains(t, rep.Findings[0].What, want.program)
			assert.Contains(t, rep.Findings[0].Fix, want.fix)
		})
	}
}

// A file that the user may not read is not reported as damaged, lost or missing, because its
// content is not known. No command changes anything.
func TestFilesWithoutPermission(t *testing.T) {
	tool := asNobody(t)
	for _, c := range []struct {
		file string
		uid  int
		mode fs.FileMode
		fix  string
	}{
		{"CURRENT", 0, 0o600, "sudo -u '#0'"},
		{"MANIFEST-*", 0, 0o600, "sudo -u '#0'"},
		{"*.ldb", 0, 0o600, "sudo -u '#0'"},
		{"*.log", 0, 0o600, "sudo -u '#0'"},
		{"*.ldb", nobody, 0o000, "`chmod -R u+rwX "},
		{".", 0, 0o700, "sudo -u '#0'"},
	} {
		t.Run(fmt.Sprint(c.file, " ", c.mode), func(t *testing.T) {
			path := filled(t, nil)
			for dir := filepath.Dir(path); dir != os.TempDir(); dir = filepath.Dir(dir) {
				require.NoError(t, os.Chmod(dir, 0o755))
			}
			// The user may write to the directory, so the unreadable file could be removed.
			require.NoError(t, filepath.WalkDir(path, func(name string, _ fs.DirEntry, err error) error {
				return errors.Join(err, os.Chown(name, nobody, nobody))
			}))
			file := one(t, path, c.file)
			require.NoError(t, os.Chown(file, c.uid, c.uid))
			require.NoError(t, os.Chmod(file, c.mode))
			age(t, path)
			before := snapshot(t, path)
			for _, args := range commandsOn(t, path) {
				r := tool(args...)
				what := strings.Join(args, " ")
				assert.Equal(t, before, snapshot(t, path), what)
				assert.Equal(t, 1, r.status, what)
				said := strings.ToLower(r.stdout + r.stderr)
				for _, wrong := range []string{"damaged ", "are missing", "is missing", " lost", "openleveldb repair"} {
					assert.NotContains(t, said, wrong, what)
				}
				assert.Contains(t, said, "permission", what)
			}
			rep := parseReport(t, tool("doctor", "--json", path))
			require.Equal(t, []string{"error permission"}, rep.checks())
			assert.Contains(t, rep.Findings[0].What, "user nobody (65534) may not read")
			assert.Contains(t, rep.Findings[0].What, fmt.Sprintf("(%d) and has the mode", c.uid))
			assert.Contains(t, rep.Findings[0].Fix, c.fix)
			obey(t, rep.Findings[0].Fix)
			if c.uid == nobody {
				assert.Empty(t, parseReport(t, tool("doctor", "--json", path)).checks())
			}
			assert.Len(t, storedIn(t, path), 4000)
		})
	}
}
