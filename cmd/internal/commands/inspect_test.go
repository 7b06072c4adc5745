package commands

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// zoo returns a database with all types, with prefixes and unusual keys.
func zoo(t *testing.T) string {
	t.Helper()
	stored := map[string]string{
		"": "s", "plain": "i\x01", "a/1": "sone", "a/2": "btwo", "a/b/3": "j[1]", "b/x": "?", "\xff/\x1b[31m": "s\xff", "new\nline": "s",
	}
	for i := range 5 {
		a, err := ndarray.New(ndarray.Float32, 64, 64)
		require.NoError(t, err)
		npy, err := a.AppendNPY([]byte("n"))
		require.NoError(t, err)
		stored[fmt.Sprintf("arrays/%d", i)] = string(npy)
	}
	stored["arrays/short"] = stored["arrays/0"][:1000]
	return rawDatabase(t, stored)
}

func TestStat(t *testing.T) {
	path := zoo(t)
	text := output(t, "stat", path)
	assert.Contains(t, text, "14 entries: ")
	assert.Contains(t, text, "\ntypes: ndarray 5, str 4, ? 2, bytes 1, int 1, json 1\n")
	assert.Regexp(t, `\narrays/ +6 +52 B +\S+ KiB +ndarray 5, \? 1\n`, text)
	assert.Contains(t, text, "\nfloat32 (64, 64) × 5, 80 KiB\n")
	assert.Contains(t, text, "\n2 values cannot be read\narrays/short: ")
	assert.Contains(t, text, "\nb/x: codec: decode: unknown tag '?'\n")
	assert.Contains(t, text, `"\xff/"`)
	assert.NotContains(t, text, "\x1b")
	assert.NotContains(t, text, "Compactions")

	var s struct {
		Entries *struct {
			Count      int
			KeyBytes   int `json:"key_bytes"`
			ValueBytes int `json:"value_bytes"`
			Types      map[string]int
			Prefixes   []struct {
				Prefix  any
				Entries int
			}
			Others *struct{ Prefixes, Entries int } `json:"other_prefixes"`
			Arrays []struct {
				DType, Descr string
				Shape        []int
				Count        int
			}
		}
		Disk   *struct{ Bytes, Tables int }
		Levels []struct{ Level, Tables, Bytes int }
		Format *struct {
			Blocks, Filters map[string]int
		}
		LevelDB string
	}
	parse := func(args ...string) {
		t.Helper()
		s.Entries, s.Disk, s.Format, s.LevelDB = nil, nil, nil, ""
		require.NoError(t, json.Unmarshal([]byte(output(t, append([]string{"stat", "--json"}, args...)...)), &s))
	}
	parse(path, "--top", "2", "--leveldb")
	assert.Equal(t, 14, s.Entries.Count)
	require.Len(t, s.Entries.Prefixes, 2)
	assert.Equal(t, "arrays/", s.Entries.Prefixes[0].Prefix)
	assert.Equal(t, 14, s.Entries.Others.Entries+s.Entries.Prefixes[0].Entries+s.Entries.Prefixes[1].Entries)
	assert.Equal(t, 3, s.Entries.Others.Prefixes)
	assert.Equal(t, []int{64, 64}, s.Entries.Arrays[0].Shape)
	assert.Equal(t, "<f4", s.Entries.Arrays[0].Descr)
	assert.Contains(t, s.LevelDB, "Compactions")
	assert.Positive(t, s.Disk.Bytes)
	parse(path, "--depth", "2")
	depths := map[string]int{}
	for _, p := range s.Entries.Prefixes {
		depths[fmt.Sprint(p.Prefix)] = p.Entries
	}
	assert.Equal(t, 1, depths["a/b/"])
	assert.Equal(t, 2, depths["a/"])
	parse(path, "--quick")
	assert.Nil(t, s.Entries)

	// Tables, their compression and filter are counted.
	path = filled(t, &leveldb.Options{BloomFilterBits: 10})
	parse(path)
	assert.Equal(t, 1, s.Disk.Tables)
	assert.Equal(t, map[string]int{"leveldb.BuiltinBloomFilter2": 1}, s.Format.Filters)
	assert.Positive(t, s.Format.Blocks["snappy"])
	assert.Contains(t, output(t, "stat", path), "in memory, made from the log\n")
	parse(filled(t, &leveldb.Options{Compression: leveldb.NoCompression}))
	assert.Empty(t, s.Format.Filters)
	assert.Zero(t, s.Format.Blocks["snappy"])
	assert.Positive(t, s.Format.Blocks["none"])
}

func TestDu(t *testing.T) {
	path := rawDatabase(t, map[string]string{"a/1": "sone", "a/b/2": "stwo", "a/b/3": "s", "c/": "s", "top": "s", "\x1b/x": "s"})
	sizes := func(text string) string { // without the bytes on the disk, which depend on the tables
		var kept []string
		for line := range strings.Lines(text) {
			fields := strings.Split(line, "\t")
			require.Len(t, fields, 4)
			kept = append(kept, fields[0]+" "+fields[2]+" "+fields[3])
		}
		return strings.Join(kept, "")
	}
	assert.Equal(t, lines(`4 1 "\x1b/"`, `15 2 a/b/`, `22 3 a/`, `3 1 c/`, `33 6 ""`), sizes(output(t, "du", path)))
	assert.Equal(t, lines(`4 1 "\x1b/"`, `22 3 a/`, `3 1 c/`, `33 6 ""`), sizes(output(t, "du", path, "--depth", "1")))
	assert.Equal(t, lines(`33 6 ""`), sizes(output(t, "du", path, "-s")))
	assert.Equal(t, lines(`15 2 a/b/`, `22 3 a/`, `0 0 none/`), sizes(output(t, "du", path, "a/", "none/")))
	assert.Equal(t, lines(`22B 3 a/`), sizes(output(t, "du", path, "a/", "-s", "--human")))
	assert.Equal(t, lines(`{"prefix":"c/","entries":1,"key_bytes":2,"value_bytes":1,"disk_bytes":0}`), output(t, "du", path, "c/", "--json"))

	path = filled(t, &leveldb.Options{Compression: leveldb.NoCompression})
	fields := strings.Split(output(t, "du", path, "key", "-s"), "\t")
	assert.Equal(t, "3000", fields[2])
	var bytes, disk int
	_, err := fmt.Sscan(fields[0]+" "+fields[1], &bytes, &disk)
	require.NoError(t, err)
	assert.InDelta(t, bytes, disk, float64(bytes)/4)
}

func TestVerify(t *testing.T) {
	path := filled(t, nil)
	assert.Regexp(t, `^4,000 entries, \S+ KiB; 1 table: no damage found\n$`, output(t, "verify", path))
	assert.Equal(t, `{"entries":4000,"bytes":322600,"tables":1,"bad_files":0,"unread_files":0,"bad_entries":0,"skipped_ranges":0}`+"\n", output(t, "verify", path, "--json"))

	r := runTool(t, "verify", zoo(t))
	assert.Equal(t, 1, r.status)
	assert.Contains(t, r.stdout, "bad arrays/short: ndarray: decode: wrong data size")
	assert.Contains(t, r.stdout, "bad b/x: codec: decode: unknown tag '?'\n  if they are bytes: `f=$(mktemp) && openleveldb get ")
	assert.Contains(t, r.stdout, `bad "\xff/\x1b[31m": the key is not UTF-8`)
	assert.Contains(t, r.stdout, "14 entries, ")
	assert.Contains(t, r.stdout, "3 bad entries")
	requireLine(t, r.stderr, ": 3 bad entries\n")
}

// verifyLine is a line of verify --json.
type verifyLine struct {
	File       string
	Offset     int
	From, To   string
	Error, Fix string
	Skipped    *string `json:"skipped_to"`
	Entries    *int
	BadFiles   int `json:"bad_files"`
}

func verifyLines(t *testing.T, r result) (all []verifyLine) {
	t.Helper()
	assert.Equal(t, 1, r.status)
	for line := range strings.Lines(r.stdout) {
		var v verifyLine
		require.NoError(t, json.Unmarshal([]byte(line), &v), line)
		all = append(all, v)
	}
	return all
}

// verify continues after a damaged block. It checks all keys except those that it reports as not
// checked.
func TestVerifyContinuesAfterDamage(t *testing.T) {
	path := filled(t, &leveldb.Options{Compression: leveldb.NoCompression})
	table := one(t, path, "*.ldb")
	for _, at := range []int{20_000, 150_000} {
		flip(t, table, at)
	}
	all := verifyLines(t, runTool(t, "verify", path, "--json"))
	require.Len(t, all, 5, "%+v", all)
	for i, at := range []int{20_000, 150_000} {
		assert.Equal(t, filepath.Base(table), all[i].File)
		assert.LessOrEqual(t, all[i].Offset, at)
		assert.Contains(t, all[i].Error, "checksum mismatch")
		assert.Less(t, all[i].From, all[i].To)
		require.NotNil(t, all[2+i].Skipped)
		assert.Equal(t, all[i].To, *all[2+i].Skipped)
	}
	assert.Greater(t, *all[4].Entries, 3700)
	assert.Less(t, *all[4].Entries, 4000)
	assert.Equal(t, 2, all[4].BadFiles)
}

// verify reads the files of a database that does not open.
func TestVerifyReadsFilesOfUnopenable(t *testing.T) {
	path := filled(t, nil)
	require.NoError(t, os.Remove(one(t, path, "*.log")))
	flip(t, one(t, path, "*.ldb"), 5000)
	all := verifyLines(t, runTool(t, "verify", path, "--json"))
	require.Len(t, all, 3)
	assert.Contains(t, all[0].Error, "checksum mismatch")
	assert.Contains(t, all[1].Error, "the log is missing")
	assert.Contains(t, all[1].Fix, "doctor")
	assert.Equal(t, 2, all[2].BadFiles)

	path = filled(t, nil)
	require.NoError(t, os.Remove(one(t, path, "*.ldb")))
	all = verifyLines(t, runTool(t, "verify", path, "--json"))
	assert.Equal(t, "key 000000", all[0].From)
	assert.Equal(t, "key 002999", all[0].To)

	path = filled(t, nil)
	require.NoError(t, os.Remove(filepath.Join(path, "CURRENT")))
	flip(t, one(t, path, "*.ldb"), 5000)
	all = verifyLines(t, runTool(t, "verify", path, "--json"))
	require.Len(t, all, 3)
	assert.Contains(t, all[0].Error, "checksum mismatch")
	assert.Less(t, all[0].From, all[0].To)
	assert.Contains(t, all[1].Error, "CURRENT")

	path = filled(t, nil)
	flip(t, one(t, path, "*.log"), 100)
	r := runTool(t, "verify", path)
	assert.Equal(t, 1, r.status)
	assert.Regexp(t, `damaged \d+\.log: \d+ damaged places`, r.stdout)
}

// Commands work beside readers, and change nothing.
func TestInspectBesideReader(t *testing.T) {
	path := filled(t, nil)
	db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	require.NoError(t, err)
	before := listing(t, path)
	for _, command := range []string{"stat", "du", "verify"} {
		output(t, command, path)
	}
	assert.Equal(t, before, listing(t, path))
	require.NoError(t, db.Close())
}

// An interrupted command reports that, and stops before it has read everything.
func TestInspectInterrupted(t *testing.T) {
	path := filled(t, nil)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, command := range []string{"stat", "du", "verify", "doctor"} {
		root := New()
		root.SetArgs([]string{command, path})
		var out strings.Builder
		root.SetOut(&out)
		root.SetErr(&out)
		require.ErrorIs(t, root.ExecuteContext(ctx), cli.ErrInterrupted, command)
		assert.Empty(t, out.String(), command)
	}
}

// The commands also inspect a database on a server, as far as possible.
func TestInspectServed(t *testing.T) {
	path := zoo(t)
	server := startServer(t, 1, "--root", filepath.Dir(path), "--listen", "127.0.0.1:0")
	address := "http://" + server.addresses[0] + "/" + filepath.Base(path)
	text := output(t, "stat", address)
	assert.Contains(t, text, "14 entries: ")
	assert.Contains(t, text, "float32 (64, 64) × 5, 80 KiB\n")
	assert.Contains(t, text, "the files are on the server")
	assert.NotContains(t, text, "compression")
	assert.Regexp(t, `\n\d+\t\d+\t6\tarrays/\n`, output(t, "du", address))
	r := runTool(t, "verify", address)
	assert.Equal(t, 1, r.status)
	assert.Contains(t, r.stdout, "3 bad entries")
	assert.ElementsMatch(t, []string{"error key-not-utf8", "error str-not-utf8", "error no-tag", "error array-data"}, diagnose(t, address).checks())
	assert.Contains(t, diagnose(t, path).checks(), "note lock")

	secret := strings.Replace(address, "http://", "http://user:secret@", 1)
	assert.NotContains(t, output(t, "stat", "--quick", secret), "secret")
	for _, command := range []string{"doctor", "verify"} {
		r = runTool(t, command, secret)
		assert.Equal(t, 1, r.status)
		assert.NotContains(t, r.stdout+r.stderr, "secret")
	}
}
