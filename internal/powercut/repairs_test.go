package powercut

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb"
)

const layeredKeys = 40

// layered creates a database with old values and deletions on several levels, two logs, and a table
// that does not belong to it.
func layered(t *testing.T, path string) {
	t.Helper()
	stray := filepath.Join(TempDir(t), "stray")
	fill(t, stray, 0)
	fill(t, stray, 0) // writes the log to a table
	for round := range 3 {
		fill(t, path, round)
	}
	db, err := leveldb.Open(path, small())
	require.NoError(t, err)
	require.NoError(t, db.Compact(nil))
	require.NoError(t, db.Close())
	for round := range 3 {
		fill(t, path, 3+round)
	}
	splitLog(t, path)
	content, err := os.ReadFile(oneFile(t, stray, "*.ldb"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(path, dbfile.TableName(1)), content, 0o600))
}

// fill opens a database, which writes its log to a table, and writes more entries.
func fill(t *testing.T, path string, round int) {
	t.Helper()
	o := small()
	o.Compression = leveldb.NoCompression
	db, err := leveldb.Open(path, o)
	require.NoError(t, err)
	for n := range layeredKeys {
		key := fmt.Sprintf("k%02d", n)
		if n%5 == round {
			require.NoError(t, db.Delete(key))
		} else if round < 4 || n%2 == round%2 {
			require.NoError(t, db.PutRaw(key, []byte(fmt.Sprint(round, strings.Repeat("v", 300)))))
		}
	}
	require.NoError(t, db.Close())
}

// splitLog splits a log in two. A database has two logs while its memtable is being written to a
// table.
func splitLog(t *testing.T, path string) {
	t.Helper()
	log := oneFile(t, path, "*.log")
	file, err := os.Open(log)
	require.NoError(t, err)
	defer file.Close()
	var logs [2]strings.Builder
	writers := [2]*dbfile.RecordWriter{dbfile.NewRecordWriter(&logs[0]), dbfile.NewRecordWriter(&logs[1])}
	records := dbfile.NewRecordReader(file)
	for i := range 20 {
		record, err := records.Next()
		require.NoError(t, err)
		require.NoError(t, writers[i/10].Write(record))
	}
	for i, name := range []string{log, filepath.Join(path, dbfile.LogName(900))} {
		require.NoError(t, writers[i].Flush())
		require.NoError(t, os.WriteFile(name, []byte(logs[i].String()), 0o600))
	}
}

// oneFile returns the first file that matches a pattern.
func oneFile(t *testing.T, path, pattern string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(path, pattern))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	return names[0]
}

// readable reads the keys of layered. It returns the value or the class of the error for each.
func readable(path string) (map[string]string, error) {
	db, err := leveldb.Open(path, small())
	if err != nil {
		return nil, err
	}
	reading := db.WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true})
	state := map[string]string{}
	for n := range layeredKeys {
		key := fmt.Sprintf("k%02d", n)
		value, err := reading.AppendRaw(nil, key)
		switch {
		case errors.Is(err, leveldb.ErrNotFound):
		case errors.Is(err, leveldb.ErrCorrupt):
			state[key] = "damaged"
		case err != nil:
			return nil, errors.Join(err, db.Close())
		default:
			state[key] = string(value)
		}
	}
	return state, db.Close()
}

// dataFiles returns the contents of the files of a database and of its subdirectory lost, by name.
// It omits empty files and unfinished files of a repair.
func dataFiles(t *testing.T, path string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(path, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && e.Name() == "repair.tmp" {
			return fs.SkipDir
		}
		if e.IsDir() || unrecorded(e.Name()) {
			return nil
		}
		content, err := os.ReadFile(name)
		if len(content) > 0 {
			files[name[len(path):]] = string(content)
		}
		return err
	}))
	return files
}

// copyFiles copies a directory without its subdirectories, which Open ignores.
func copyFiles(t *testing.T, from, to string) {
	t.Helper()
	require.NoError(t, os.Mkdir(to, 0o700))
	entries, err := os.ReadDir(from)
	require.NoError(t, err)
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		content, err := os.ReadFile(filepath.Join(from, e.Name()))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(to, e.Name()), content, 0o600))
	}
}

// damages holds ways to damage a database of layered. Each requires a different repair.
var damages = map[string]func(t *testing.T, path string){
	"missing log":      func(t *testing.T, path string) { remove(t, path, "0000*.log") },
	"missing CURRENT":  func(t *testing.T, path string) { remove(t, path, "CURRENT") },
	"missing manifest": func(t *testing.T, path string) { remove(t, path, "MANIFEST-*") },
	"missing CURRENT and manifest": func(t *testing.T, path string) {
		remove(t, path, "MANIFEST-*")
		remove(t, path, "CURRENT")
	},
	"missing table": func(t *testing.T, path string) {
		remove(t, path, dbfile.TableName(1)) // a missing table could have become this one
		remove(t, path, "*.ldb")
	},
	"damaged log":   func(t *testing.T, path string) { flip(t, oneFile(t, path, "0000*.log")) },
	"damaged table": func(t *testing.T, path string) { flip(t, newestTable(t, path)) },
	"damaged table and logs": func(t *testing.T, path string) {
		flip(t, newestTable(t, path))
		flip(t, oneFile(t, path, "0000*.log"))
		flip(t, oneFile(t, path, "000900.log"))
	},
}

func remove(t *testing.T, path, pattern string) {
	t.Helper()
	require.NoError(t, os.Remove(oneFile(t, path, pattern)))
}

func flip(t *testing.T, name string) {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	content[len(content)/2] ^= 1
	require.NoError(t, os.WriteFile(name, content, 0o600))
}

func newestTable(t *testing.T, path string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(path, "*.ldb"))
	require.NoError(t, err)
	require.Greater(t, len(names), 2)
	return names[len(names)-1]
}

// Wherever a power cut interrupts a repair, the database is in its previous state, or in its
// repaired state, or refused. A second repair then has the same result. No file is lost.
func TestPowerCutRepair(t *testing.T) {
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			dir := TempDir(t)
			damaged, repaired, opened := filepath.Join(dir, "damaged"), filepath.Join(dir, "repaired"), filepath.Join(dir, "opened")
			layered(t, damaged)
			damage(t, damaged)
			files := dataFiles(t, damaged)
			copyFiles(t, damaged, opened)
			before, err := readable(opened)
			if err != nil {
				require.ErrorIs(t, err, leveldb.ErrCorrupt)
			}
			copyFiles(t, damaged, repaired)
			require.NoError(t, leveldb.Repair(repaired, nil))
			after, err := readable(repaired)
			require.NoError(t, err)
			require.NotEmpty(t, after)

			isBefore := func(state map[string]string) bool { return before != nil && maps.Equal(state, before) }
			keptIn := func(path string) {
				kept := map[string]bool{}
				for _, content := range dataFiles(t, path) {
					kept[content] = true
				}
				for name, content := range files {
					require.True(t, kept[content], "%s is lost", name)
				}
			}
			seen := map[[32]byte]bool{}
			cutEverywhere(t, 0,
				func(base string) { copyFiles(t, damaged, filepath.Join(base, "db")) },
				func(base string) {
					require.NoError(t, leveldb.Repair(filepath.Join(base, "db"), nil))
					event(t, "repaired")
				},
				func(t *testing.T, image string, events []string) {
					path := filepath.Join(image, "db")
					sum := sha256.Sum256([]byte(fmt.Sprint(dataFiles(t, path), names(t, path), events)))
					if seen[sum] {
						return // only the unfinished files differ
					}
					seen[sum] = true
					keptIn(path)
					opened := filepath.Join(image, "opened")
					copyFiles(t, path, opened)
					state, err := readable(opened)
					if err != nil {
						require.Empty(t, events, err)
						require.ErrorIs(t, err, leveldb.ErrCorrupt)
					} else if len(events) > 0 || !isBefore(state) {
						require.Equal(t, after, state)
					}
					require.NoError(t, leveldb.Repair(path, nil))
					keptIn(path)
					state, err = readable(path)
					require.NoError(t, err)
					require.Equal(t, after, state)
				})
		})
	}
}

// names returns the names in a directory.
func names(t *testing.T, path string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(path)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// Wherever a power cut interrupts Destroy, the database is complete, or Open refuses it until
// Destroy has been called again. Afterwards it is gone.
func TestPowerCutDestroy(t *testing.T) {
	dir := TempDir(t)
	source, opened := filepath.Join(dir, "source"), filepath.Join(dir, "opened")
	layered(t, source)
	// An empty log alone is not recognized as a database.
	require.NoError(t, os.WriteFile(filepath.Join(source, dbfile.LogName(901)), nil, 0o600))
	copyFiles(t, source, opened)
	whole, err := readable(opened)
	require.NoError(t, err)
	kept := filepath.Join("lost", dbfile.TableName(7))
	cutEverywhere(t, 16, func(base string) {
		path := filepath.Join(base, "db")
		copyFiles(t, source, path)
		require.NoError(t, os.Mkdir(filepath.Join(path, "lost"), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(path, kept), []byte("a table"), 0o600))
	}, func(base string) {
		require.NoError(t, leveldb.Destroy(filepath.Join(base, "db")))
		event(t, "destroyed")
	}, func(t *testing.T, image string, events []string) {
		path, opened := filepath.Join(image, "db"), filepath.Join(image, "opened")
		if !fileExists(path) {
			return
		}
		if len(events) > 0 {
			require.Empty(t, dataFiles(t, path))
		}
		again := true
		copyFiles(t, path, opened)
		state, err := readable(opened)
		switch {
		case err != nil:
			require.ErrorIs(t, err, leveldb.ErrCorrupt)
		case len(state) == 0:
			again = false // nothing was left, so Open has created a new database
		default:
			require.Equal(t, whole, state)
		}
		err = leveldb.Destroy(path)
		if again {
			require.NoError(t, err)
		} else {
			require.True(t, err == nil || errors.Is(err, fs.ErrNotExist), err)
		}
		if fileExists(path) {
			require.Empty(t, dataFiles(t, path))
		}
	})
}
