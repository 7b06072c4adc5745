package commands

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	backquoted = regexp.MustCompile("`([^`]+)`")
	looksOnly  = regexp.MustCompile(`openleveldb (verify|doctor) `)
)

// obey runs the commands of an advice unchanged in a shell.
func obey(t *testing.T, advice string) {
	t.Helper()
	bin, work := t.TempDir(), t.TempDir()
	executable, err := os.Executable()
	require.NoError(t, err)
	require.NoError(t, os.Symlink(executable, filepath.Join(bin, "openleveldb")))
	// The test already runs as the user that sudo would switch to.
	require.NoError(t, os.WriteFile(filepath.Join(bin, "sudo"), []byte("#!/bin/sh\n[ \"$1\" != -u ] || shift 2\nexec \"$@\"\n"), 0o755))
	for _, command := range backquoted.FindAllStringSubmatch(advice, -1) {
		cmd := exec.Command("sh", "-c", command[1])
		cmd.Dir = work
		cmd.Env = append(os.Environ(), asTool+"=1", "GORACE=atexit_sleep_ms=0", "TMPDIR="+work, "PATH="+bin+":"+os.Getenv("PATH"))
		out, err := cmd.CombinedOutput()
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 1 && looksOnly.MatchString(command[1]) {
			err = nil // fuser has found the process
		}
		assert.NoError(t, err, "%s: %s", command[1], out)
	}
}

// storedIn returns the stored bytes of all entries up to the first unreadable one.
func storedIn(t *testing.T, path string) map[string]string {
	t.Helper()
	db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true, Read: leveldb.ReadOptions{VerifyChecksums: true}})
	if err != nil {
		return nil
	}
	defer db.Close()
	entries := map[string]string{}
	for e, err := range db.Entries(nil) {
		if err != nil {
			break
		}
		stored, err := e.AppendRaw(nil)
		require.NoError(t, err)
		entries[e.Key()] = string(stored)
	}
	return entries
}

// After the commands of doctor's advice about files, every entry that could be read before can
// still be read, and the finding is gone unless it was a note.
func TestAdviceAboutFiles(t *testing.T) {
	remove := func(pattern string) func(*testing.T, string) {
		return func(t *testing.T, path string) { require.NoError(t, os.Remove(one(t, path, pattern))) }
	}
	damage := func(pattern string, at int) func(*testing.T, string) {
		return func(t *testing.T, path string) { flip(t, one(t, path, pattern), at) }
	}
	for _, c := range []struct {
		name, check string
		spoil       func(t *testing.T, path string)
		entries     int // minimum number of readable entries, of 4000
	}{
		{"no CURRENT", "manifest", remove("CURRENT"), 4000},
		{"no manifest", "manifest", remove("MANIFEST-*"), 4000},
		{"odd CURRENT", "manifest", func(t *testing.T, path string) { write(t, filepath.Join(path, "CURRENT"), "nothing") }, 4000},
		{"bad manifest", "manifest", damage("MANIFEST-*", 10), 4000},
		{"no table", "table-missing", remove("*.ldb"), 1000},
		{"bad block", "table-damaged", damage("*.ldb", 5000), 3500},
		{"bad end", "table-damaged", damage("*.ldb", -1), 1000},
		{"no log", "log-missing", remove("*.log"), 3000},
		{"no log, bad block", "log-missing", func(t *testing.T, path string) {
			remove("*.log")(t, path)
			damage("*.ldb", 5000)(t, path)
		}, 2500},
		{"bad log", "log-damaged", damage("*.log", 100), 3000},
		{"mode", "mode", func(t *testing.T, path string) { require.NoError(t, os.Chmod(path, 0o500)) }, 4000},
		{"temporary", "leftover", func(t *testing.T, path string) { write(t, filepath.Join(path, "000099.dbtmp"), "") }, 4000},
		{"old manifest", "leftover", func(t *testing.T, path string) { write(t, filepath.Join(path, "MANIFEST-000000"), "") }, 4000},
		{"large LOG", "leftover", func(t *testing.T, path string) { require.NoError(t, os.Truncate(filepath.Join(path, "LOG"), 11<<20)) }, 4000},
		{"lost", "leftover", func(t *testing.T, path string) {
			require.NoError(t, os.Mkdir(filepath.Join(path, "lost"), 0o755))
			write(t, filepath.Join(path, "lost", "000001.ldb"), "entries")
		}, 4000},
		{"unlisted table", "unlisted-table", func(t *testing.T, path string) { write(t, filepath.Join(path, "000001.ldb"), "") }, 4000},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filled(t, nil)
			c.spoil(t, path)
			before := storedIn(t, path)
			rep := diagnose(t, path)
			found := false
			for _, f := range rep.Findings {
				found = found || f.Check == c.check
			}
			require.True(t, found, "%v", rep.checks())
			for _, f := range rep.Findings {
				if f.Check == c.check {
					obey(t, f.Fix)
				}
			}
			after := storedIn(t, path)
			assert.GreaterOrEqual(t, len(after), c.entries)
			for key, stored := range before {
				require.Equal(t, stored, after[key], key)
			}
			for _, f := range diagnose(t, path).Findings {
				assert.True(t, f.Severity == "note" || f.Check == "disk-space", "%s: %s", f.Check, f.What)
			}
			if c.name == "lost" {
				assert.FileExists(t, filepath.Join(path, "lost", "000001.ldb"))
			}
		})
	}
}

// Advice copies the database before it changes anything. It copies the target of a symbolic link,
// and does not replace an existing copy.
func TestAdviceCopiesFirst(t *testing.T) {
	path := filled(t, nil)
	require.NoError(t, os.Remove(one(t, path, "*.log")))
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(path, link))
	before := snapshot(t, path)
	fix := diagnose(t, link).Findings[0].Fix
	obey(t, fix)
	backup, err := os.Lstat(link + ".copy")
	require.NoError(t, err)
	require.True(t, backup.IsDir())
	for name, content := range snapshot(t, link+".copy") {
		if name != "." {
			assert.Equal(t, before[name], content, name)
		}
	}
	assert.Len(t, storedIn(t, path), 3000)

	again := snapshot(t, path)
	out, err := exec.Command("sh", "-c", backquoted.FindStringSubmatch(fix)[1]).CombinedOutput()
	require.Error(t, err)
	assert.Contains(t, string(out), "exists")
	assert.Equal(t, again, snapshot(t, path))
}

// An empty log replaces a missing one without side effects: the five keys that were deleted before
// stay deleted.
func TestAdviceAboutMissingLog(t *testing.T) {
	path := fixture(t, "missing-log")
	before := snapshot(t, path)
	for _, args := range [][]string{{"verify", path}, {"put", path, "k", "--int", "1"}, {"compact", path}, {"ls", path}} {
		r := runTool(t, args...)
		assert.Equal(t, 1, r.status, args)
		assert.Contains(t, r.stdout+r.stderr, "the log is missing", args)
		assert.Equal(t, before, snapshot(t, path), args)
	}
	rep := diagnose(t, path)
	assert.Equal(t, before, snapshot(t, path))
	require.Equal(t, []string{"error log-missing", "note unlisted-table"}, rep.checks())
	assert.Contains(t, rep.Findings[0].Fix, "adds an empty log")
	for _, f := range rep.Findings {
		assert.NotContains(t, f.Fix, "compact", "it does not open")
	}
	obey(t, rep.Findings[0].Fix)
	assert.Equal(t, map[string]string{"k5": "sx", "k6": "sx", "k7": "sx", "k8": "sx", "k9": "sx"}, storedIn(t, path))
	assert.FileExists(t, filepath.Join(path, "lost", "000004.ldb"), "it may hold the only copy of an entry")
	assert.Equal(t, []string{"note leftover"}, diagnose(t, path).checks())
}

// Tables that are newer than the manifest hold the only copy of entries. Advice keeps them, and
// makes a copy with all entries.
func TestAdviceAboutOlderManifest(t *testing.T) {
	path := database(t, map[string]string{"old": "s1"})
	saved := t.TempDir()
	for _, pattern := range []string{"CURRENT", "MANIFEST-*", "*.log"} {
		file := one(t, path, pattern)
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		write(t, filepath.Join(saved, filepath.Base(file)), string(content))
	}
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	require.NoError(t, db.PutRaw("new", []byte("s2")))
	require.NoError(t, db.Compact(nil))
	require.NoError(t, db.Close())
	for _, pattern := range []string{"CURRENT", "MANIFEST-*", "*.log"} {
		require.NoError(t, os.Remove(one(t, path, pattern)))
	}
	require.NoError(t, os.CopyFS(path, os.DirFS(saved)))

	rep := diagnose(t, path)
	require.Equal(t, []string{"warning unlisted-table"}, rep.checks())
	before := snapshot(t, path)
	obey(t, rep.Findings[0].Fix)
	assert.Equal(t, before, snapshot(t, path))
	assert.Equal(t, map[string]string{"old": "s1", "new": "s2"}, storedIn(t, path+".copy"))
}

// After the commands of doctor's advice about values, a value has the same bytes and can be read.
func TestAdviceAboutValues(t *testing.T) {
	for _, c := range []struct {
		check, key, want string
		left             []string // findings that remain after the advice
	}{
		{"empty-value", "empty-value", "", nil}, // its second command deletes what the first stored
		{"no-tag", "no-tag", "b\x00bytes", nil},
		{"str-not-utf8", "str-not-utf8", "b\xff", nil},
		{"json-text", "json-text", `j"\ud800"`, []string{"error json-text"}},
		{"json-number", "json-number", "", []string{"error json-number"}},
		{"array-header", "array-header", "", []string{"error array-header"}},
		{"array-data", "array-data", "", []string{"error array-data"}},
		{"array-of-objects", "array-of-objects", "", []string{"error array-of-objects"}},
		{"long-int", "long-int", "", []string{"note long-int"}},
		{"key-not-utf8", "key-not-utf8\xff", "sgood", []string{"error key-not-utf8"}},
	} {
		t.Run(c.check, func(t *testing.T) {
			stored := wrong(t)[c.key]
			path := rawDatabase(t, map[string]string{c.key: stored, "value": "skept"})
			rep := diagnose(t, path)
			require.Equal(t, c.check, rep.Findings[0].Check)
			obey(t, rep.Findings[0].Fix)
			after := storedIn(t, path)
			assert.Equal(t, "skept", after["value"])
			switch {
			case c.want != "":
				assert.Equal(t, c.want, after[c.key])
			case c.left != nil:
				assert.Equal(t, stored, after[c.key])
			}
			assert.ElementsMatch(t, c.left, diagnose(t, path).checks())
		})
	}
}

// The first command of the advice on an empty value stores None, over which both languages can
// iterate.
func TestAdviceAboutEmptyValue(t *testing.T) {
	path := rawDatabase(t, map[string]string{"none": ""})
	first := backquoted.FindString(diagnose(t, path).Findings[0].Fix)
	obey(t, first)
	assert.Equal(t, map[string]string{"none": string(codec.KindJSON) + "null"}, storedIn(t, path))
	assert.Empty(t, diagnose(t, path).checks())
}

// A value that could not be read is not stored again: while another process has the database open,
// nothing changes.
func TestAdviceOnLockedDatabase(t *testing.T) {
	path := rawDatabase(t, map[string]string{"s": "s\xff", "n": "\x00bytes"})
	var commands []string
	for _, f := range diagnose(t, path).Findings {
		commands = append(commands, backquoted.FindStringSubmatch(f.Fix)[1])
	}
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	for _, command := range commands {
		cmd := exec.Command("sh", "-c", command)
		cmd.Env = append(os.Environ(), "TMPDIR="+t.TempDir(), "PATH="+os.Getenv("PATH"))
		require.Error(t, cmd.Run(), command)
	}
	require.NoError(t, db.Close())
	assert.Equal(t, map[string]string{"s": "s\xff", "n": "\x00bytes"}, storedIn(t, path))
}

// No advice in these tests deletes a file that may hold entries.
func TestAdviceDeletesNothing(t *testing.T) {
	path := filled(t, nil)
	require.NoError(t, os.Mkdir(filepath.Join(path, "lost"), 0o755))
	write(t, filepath.Join(path, "000001.ldb"), "")
	for i := range 3 {
		write(t, filepath.Join(path, fmt.Sprintf("00009%d.dbtmp", i)), "")
	}
	for _, f := range diagnose(t, path).Findings {
		for _, word := range []string{"rm ", "destroy", "compact", "repair"} {
			assert.NotContains(t, f.Fix, word)
		}
	}
}
