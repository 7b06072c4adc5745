package dbfile

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// writeRecords returns the bytes of a log.
func writeRecords(t testing.TB, records ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := NewRecordWriter(&b)
	for _, r := range records {
		require.NoError(t, w.Write(r))
	}
	require.NoError(t, w.Flush())
	return b.Bytes()
}

// readRecords returns the complete records of a log, and the number of damaged places.
func readRecords(t testing.TB, log []byte) (records [][]byte, damages int) {
	t.Helper()
	r := NewRecordReader(bytes.NewReader(log))
	for {
		record, err := r.Next()
		switch {
		case err == io.EOF:
			return records, damages
		case err != nil:
			require.ErrorIs(t, err, ErrRecord)
			damages++
		default:
			records = append(records, bytes.Clone(record))
		}
	}
}

func letters(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('a' + i%26)
	}
	return b
}

func TestRecords(t *testing.T) {
	for _, first := range []int{0, 1, 100, recordBlock - 2*recordHeader - 1, recordBlock - 2*recordHeader, recordBlock - recordHeader - 1,
		recordBlock - recordHeader, recordBlock, recordBlock + 1, 3*recordBlock + 5} {
		for _, second := range []int{0, 1, recordBlock, 2*recordBlock - 2*recordHeader} {
			want := [][]byte{letters(first), letters(second), letters(7)}
			got, damages := readRecords(t, writeRecords(t, want...))
			require.Zero(t, damages)
			require.Len(t, got, 3)
			for i := range want {
				require.True(t, bytes.Equal(want[i], got[i]), "%d, %d", first, second)
			}
		}
	}
}

// Whatever is damaged, the records that are read were written, in the same order. Records in
// undamaged blocks are all read.
func TestDamagedRecords(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	for range 300 {
		var want [][]byte
		for i := range 40 {
			r := letters(rng.IntN(5000))
			want = append(want, append(r, byte(i), byte(rng.Uint32())))
		}
		log := writeRecords(t, want...)
		log[rng.IntN(len(log))] ^= 1 << rng.IntN(8)
		cut := rng.IntN(2) * rng.IntN(len(log))
		got, _ := readRecords(t, log[:len(log)-cut])
		for _, r := range got {
			for len(want) > 0 && !bytes.Equal(want[0], r) {
				want = want[1:]
			}
			require.NotEmpty(t, want, "a record that was not written, or twice")
			want = want[1:]
		}
		if cut == 0 {
			require.Greater(t, len(got), 10)
		}
	}
}

func FuzzRecords(f *testing.F) {
	f.Add([]byte{}, 0, byte(0))
	f.Add(writeRecords(f, letters(100), letters(recordBlock), nil), 107, byte(1))
	f.Add(bytes.Repeat([]byte{0}, recordBlock+8), 3, byte(255))
	f.Fuzz(func(t *testing.T, log []byte, at int, flip byte) {
		records, _ := readRecords(t, log) // must not panic or loop forever
		clean := writeRecords(t, records...)
		again, damages := readRecords(t, clean)
		require.Zero(t, damages)
		require.Equal(t, records, again)
		if len(clean) > 0 && flip != 0 {
			clean[uint(at)%uint(len(clean))] ^= flip
			damaged, _ := readRecords(t, clean)
			require.LessOrEqual(t, len(damaged), len(records))
		}
	})
}

func TestCheckLog(t *testing.T) {
	log := writeRecords(t, []byte("one"), bytes.Repeat([]byte("two"), 32<<10), []byte("three"))
	records, damages, err := CheckLog(bytes.NewReader(log))
	require.NoError(t, err)
	require.Equal(t, []int{3, 0}, []int{records, damages})
	log[32<<10+7] ^= 1
	records, damages, err = CheckLog(bytes.NewReader(log))
	require.NoError(t, err)
	require.Positive(t, damages)
	require.Equal(t, 2, records)

	failure := errors.New("failure")
	_, _, err = CheckLog(io.MultiReader(bytes.NewReader(log[:5]), iotest.ErrReader(failure)))
	require.ErrorIs(t, err, failure)
}

func TestFindTable(t *testing.T) {
	dir := t.TempDir()
	name, err := FindTable(dir, 7)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.Equal(t, "000007.ldb", name)
	for _, want := range []string{"000007.sst", "000007.ldb"} { // LevelDB prefers the second
		require.NoError(t, os.WriteFile(filepath.Join(dir, want), nil, 0o600))
		name, err = FindTable(dir, 7)
		require.NoError(t, err)
		require.Equal(t, want, name)
	}
}

func TestIsKept(t *testing.T) {
	for name, want := range map[string]bool{
		"CURRENT": true, "CURRENT.1": true, "MANIFEST-000001": true, "MANIFEST-000001.12": true, "000001.log": true,
		"000001.ldb.damaged": true, "000001.sst.salvaged.3": true, "000001.dbtmp": true,
		"LOCK": false, "LOG": false, "LOG.old": false, "notes.txt": false, "000001.ldb.copy": false, "MANIFEST-": false,
		"1": false, "000001.ldb.1.2": false, "": false,
	} {
		require.Equal(t, want, IsKept(name), name)
	}
}
