package native

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// stored is a closed database with entries in a table and in the log.
func stored(t *testing.T) string {
	t.Helper()
	path, _ := oneTable(t)
	db := openTestAt(t, path, nil)
	put(t, db, "in the log", "v")
	require.NoError(t, db.Close())
	return path
}

// sealed returns a stored block with another kind and a matching checksum.
func sealed(content []byte, kind byte) []byte {
	b := append(bytes.Clone(content), kind)
	sum := crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli))
	return binary.LittleEndian.AppendUint32(b, (sum>>15|sum<<17)+0xa282ead8)
}

// recompress replaces the first block of a database's table by one with another kind of compression
// and a matching checksum. The compressed block is padded to the old size, which the decoders of
// these formats allow.
func recompress(t *testing.T, path string, kind byte, compress func(content []byte) []byte) {
	t.Helper()
	name := oneFile(t, path, "*.ldb")
	table, err := dbfile.OpenTable(name)
	require.NoError(t, err)
	block := table.Blocks[0]
	require.NoError(t, table.Close())
	change(t, name, func(b []byte) []byte {
		content := b[block.Offset : block.Offset+block.Size]
		compressed := compress(content)
		require.LessOrEqual(t, len(compressed), len(content))
		padded := append(compressed, make([]byte, len(content)-len(compressed))...)
		copy(b[block.Offset:], sealed(padded, kind))
		return b
	})
}

func deflate(content []byte) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		panic(err)
	}
	_, _ = w.Write(content)
	_ = w.Close()
	return b.Bytes()
}

// rewriteManifest replaces the records of a database's manifest.
func rewriteManifest(t *testing.T, path string, how func(records [][]byte) [][]byte) {
	t.Helper()
	name := oneFile(t, path, "MANIFEST-*")
	records := readRecords(t, readOnlyFile(t, path, "MANIFEST-*"))
	require.NoError(t, os.WriteFile(name, writeRecords(t, how(records)...), 0o600))
}

// writeFile creates a file in a directory.
func writeFile(t *testing.T, path, name, content string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(path, name), []byte(content), 0o600))
}

// leftAloneDirectories are directories that no call may change, with the class and the text of the
// error.
var leftAloneDirectories = map[string]struct {
	make  func(t *testing.T) string
	class error
	words string
}{
	"raw deflate": {func(t *testing.T) string {
		path := stored(t)
		recompress(t, path, 4, deflate)
		return path
	}, driver.ErrNotSupported, "Minecraft Bedrock"},
	"zlib": {func(t *testing.T) string {
		path := stored(t)
		recompress(t, path, 2, func(b []byte) []byte { return append([]byte{0x78, 0x9c}, deflate(b)...) })
		return path
	}, driver.ErrNotSupported, "Minecraft Bedrock"},
	"zstd": {func(t *testing.T) string {
		path := stored(t)
		recompress(t, path, 2, func([]byte) []byte { return []byte{0x28, 0xb5, 0x2f, 0xfd} })
		return path
	}, driver.ErrNotSupported, "a later version of LevelDB, with Zstandard"},
	"unknown compression, no manifest": {func(t *testing.T) string {
		path := stored(t)
		recompress(t, path, 7, deflate)
		require.NoError(t, os.Remove(oneFile(t, path, "MANIFEST-*")))
		require.NoError(t, os.Remove(filepath.Join(path, "LOCK")))
		return path
	}, driver.ErrNotSupported, "kind 7"},
	"another comparator": {func(t *testing.T) string {
		path := stored(t)
		rewriteManifest(t, path, func(records [][]byte) [][]byte {
			other := []byte("plyvel.ReverseComparatorXX")
			records[0] = bytes.Replace(records[0], []byte(dbfile.ComparatorName), other, 1)
			return records
		})
		return path
	}, driver.ErrInvalidArgument, `"plyvel.ReverseComparatorXX"`},
	"another comparator, CURRENT lost": {func(t *testing.T) string {
		path := stored(t)
		rewriteManifest(t, path, func(records [][]byte) [][]byte {
			other := []byte("plyvel.ReverseComparatorXX")
			records[0] = bytes.Replace(records[0], []byte(dbfile.ComparatorName), other, 1)
			return records
		})
		require.NoError(t, os.Remove(filepath.Join(path, "CURRENT")))
		return path
	}, driver.ErrInvalidArgument, `"plyvel.ReverseComparatorXX"`},
	"fields of RocksDB": {func(t *testing.T) string {
		path := stored(t)
		rewriteManifest(t, path, func(records [][]byte) [][]byte { return append(records, []byte("\xc8\x01\x00")) })
		return path
	}, driver.ErrNotSupported, "RocksDB or Pebble"},
	"a field of a newer LevelDB": {func(t *testing.T) string {
		path := stored(t)
		rewriteManifest(t, path, func(records [][]byte) [][]byte { return append(records, []byte("\x0a\x01")) })
		return path
	}, driver.ErrNotSupported, "unknown field 10"},
	"options of RocksDB": {func(t *testing.T) string {
		path := stored(t)
		writeFile(t, path, "OPTIONS-000007", "[Version]\n  rocksdb_version=9.0.0\n")
		return path
	}, driver.ErrNotSupported, "RocksDB"},
	"options of Pebble": {func(t *testing.T) string {
		path := stored(t)
		writeFile(t, path, "OPTIONS-000007", "[Version]\n  pebble_version=0.1\n")
		return path
	}, driver.ErrNotSupported, "Pebble"},
	"markers of Pebble, no CURRENT": {func(t *testing.T) string {
		path := t.TempDir()
		writeFile(t, path, "marker.manifest.000001.MANIFEST-000001", "")
		writeFile(t, path, "MANIFEST-000001", "x")
		return path
	}, driver.ErrNotSupported, "Pebble"},
	"a table of RocksDB": {func(t *testing.T) string {
		path := stored(t)
		writeFile(t, path, "000009.sst", string(append(make([]byte, 48), 0xf7, 0xcf, 0xf4, 0x85, 0xb7, 0x41, 0xe2, 0x88)))
		return path
	}, driver.ErrNotSupported, "RocksDB"},
	"levels of Riak": {func(t *testing.T) string {
		path := stored(t)
		require.NoError(t, os.Mkdir(filepath.Join(path, "sst_0"), 0o755))
		return path
	}, driver.ErrNotSupported, "Riak"},
	"a text CURRENT": {func(t *testing.T) string {
		path := t.TempDir()
		writeFile(t, path, "CURRENT", "the current state of affairs\n")
		writeFile(t, path, "app.py", "pass\n")
		return path
	}, fs.ErrNotExist, "CURRENT has a name that LevelDB uses"},
	"logs of another program": {func(t *testing.T) string {
		path := t.TempDir()
		writeFile(t, path, "000001.log", "12:00 started\n12:01 stopped\n")
		writeFile(t, path, "000002.log", "")
		return path
	}, fs.ErrNotExist, "000001.log has a name that LevelDB uses"},
	"a pipe": {func(t *testing.T) string {
		path := stored(t)
		require.NoError(t, os.Remove(oneFile(t, path, "*.log")))
		require.NoError(t, unix.Mkfifo(filepath.Join(path, "000099.log"), 0o600))
		return path
	}, driver.ErrIO, "000099.log: it is not a regular file"},
	"a pipe as CURRENT":  {func(t *testing.T) string { return piped(t, "CURRENT") }, driver.ErrIO, "CURRENT: it is not a regular file"},
	"a pipe as manifest": {func(t *testing.T) string { return piped(t, "MANIFEST-*") }, driver.ErrIO, "it is not a regular file"},
}

// piped is a database in which a pipe has replaced a file.
func piped(t *testing.T, pattern string) string {
	t.Helper()
	path := stored(t)
	name := oneFile(t, path, pattern)
	require.NoError(t, os.Remove(name))
	require.NoError(t, unix.Mkfifo(name, 0o600))
	return path
}

// A directory that is not certainly a readable database does not change. No file is added, and
// times stay the same.
func TestLeftAlone(t *testing.T) {
	for name, c := range leftAloneDirectories {
		t.Run(name, func(t *testing.T) {
			path := c.make(t)
			before := fingerprint(t, path)
			for op, do := range map[string]func() error{
				"repair":  func() error { return Repair(path, nil) },
				"destroy": func() error { return Destroy(path) },
				"open":    func() error { return closing(Open(path, nil)) },
				"create":  func() error { return closing(Open(path, &Options{CreateIfMissing: true})) },
				"read":    func() error { return closing(Open(path, &Options{ReadOnly: true})) },
			} {
				err := do()
				require.ErrorIs(t, err, c.class, op)
				require.ErrorContains(t, err, c.words, op)
				require.Equal(t, before, fingerprint(t, path), op)
			}
		})
	}
}

// closing closes a database after Open.
func closing(db *DB, err error) error {
	if err != nil {
		return err
	}
	return db.Close()
}

// If the manifest is lost, only the order of keys shows that a database has another comparator.
func TestRepairOtherOrder(t *testing.T) {
	path := stored(t)
	name := oneFile(t, path, "*.ldb")
	table, err := dbfile.OpenTable(name)
	require.NoError(t, err)
	blocks := table.Blocks
	require.NoError(t, table.Close())
	change(t, name, func(b []byte) []byte { // swap the first two blocks
		first, second := blocks[0], blocks[1]
		if first.Size != second.Size {
			content := bytes.Clone(b[first.Offset : first.Offset+first.Size])
			at := bytes.Index(content, []byte("key000000"))
			require.Positive(t, at)
			copy(content[at:], "zzz")
			copy(b[first.Offset:], sealed(content, 0))
			return b
		}
		swapped := bytes.Clone(b[first.Offset : first.Offset+first.Size+5])
		copy(b[first.Offset:], b[second.Offset:second.Offset+second.Size+5])
		copy(b[second.Offset:], swapped)
		return b
	})
	for _, file := range []string{"MANIFEST-*", "LOCK"} {
		require.NoError(t, os.Remove(oneFile(t, path, file)))
	}
	before := fingerprint(t, path)
	err = Repair(path, nil)
	require.ErrorIs(t, err, driver.ErrInvalidArgument)
	require.ErrorContains(t, err, "another comparator")
	require.Equal(t, before, fingerprint(t, path))
}

// Files that are links may belong to another directory. Reading them is safe.
func TestLinkedFiles(t *testing.T) {
	path := stored(t)
	table := oneFile(t, path, "*.ldb")
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	require.NoError(t, os.Rename(table, elsewhere))
	require.NoError(t, os.Symlink(elsewhere, table))
	before := fingerprint(t, path)
	for _, err := range []error{Repair(path, nil), Destroy(path)} {
		require.ErrorIs(t, err, driver.ErrNotSupported)
		require.ErrorContains(t, err, filepath.Base(table)+" is a symbolic link")
	}
	require.Equal(t, before, fingerprint(t, path))
	require.Equal(t, string(valueOf(1)), get(t, readOnly(t, path, Options{}), key(1), driver.ReadOptions{}))
}

// A file without read permission is not reported as damaged.
func TestUnreadableFiles(t *testing.T) {
	for _, pattern := range []string{"CURRENT", "MANIFEST-*", "*.ldb", "*.log"} {
		t.Run(pattern, func(t *testing.T) {
			path := stored(t)
			file := oneFile(t, path, pattern)
			require.NoError(t, os.Chmod(file, 0))
			require.NoError(t, os.Chmod(filepath.Join(path, "LOCK"), 0o666))
			for dir := path; dir != filepath.Dir(os.TempDir()) && dir != os.TempDir(); dir = filepath.Dir(dir) {
				require.NoError(t, os.Chmod(dir, 0o777))
			}
			before := fingerprint(t, path)
			output := asNobody(t, path)
			for _, op := range []string{"repair", "destroy", "open"} {
				assert.Contains(t, output, op+": permission: i/o error: "+filepath.Base(file)+": permission denied")
			}
			require.Equal(t, before, fingerprint(t, path))
		})
	}
}

// unreadableVariable makes the test binary make all modifying calls on the database that it names,
// and print the errors.
const unreadableVariable = "OPENLEVELDB_TEST_UNREADABLE"

func init() {
	path := os.Getenv(unreadableVariable)
	if path == "" {
		return
	}
	for op, err := range map[string]error{
		"repair": Repair(path, nil), "destroy": Destroy(path), "open": closing(Open(path, &Options{CreateIfMissing: true})),
	} {
		os.Stdout.WriteString(op + describe(err) + "\n")
	}
	os.Exit(0)
}

// describe returns the class and text of an error.
func describe(err error) string {
	switch {
	case err == nil:
		return ": success"
	case errors.Is(err, fs.ErrPermission):
		return ": permission: " + err.Error()
	}
	return ": " + err.Error()
}

// asNobody runs the test binary as an unprivileged user if this process runs as root. It returns
// the output.
func asNobody(t *testing.T, path string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "test")
	for dir := filepath.Dir(binary); dir != filepath.Dir(os.TempDir()) && dir != os.TempDir(); dir = filepath.Dir(dir) {
		require.NoError(t, os.Chmod(dir, 0o755))
	}
	content, err := os.ReadFile(os.Args[0])
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(binary, content, 0o755))
	cmd := exec.Command(binary)
	cmd.Env = []string{unreadableVariable + "=" + path}
	cmd.Dir = "/"
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	output, err := cmd.CombinedOutput()
	require.NoError(t, err, string(output))
	return string(output)
}

// A new database can be created after an interrupted creation, and among leftover files that
// LevelDB never reads.
func TestCreateInLeftovers(t *testing.T) {
	path := t.TempDir()
	for _, name := range []string{"LOCK", "LOG", "LOG.old", "000001.dbtmp"} {
		writeFile(t, path, name, "")
	}
	require.ErrorIs(t, Repair(path, nil), fs.ErrNotExist)
	require.ErrorIs(t, Destroy(path), fs.ErrNotExist)
	put(t, openTestAt(t, path, &Options{CreateIfMissing: true}), "k", "v")
}
