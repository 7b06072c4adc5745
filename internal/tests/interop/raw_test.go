package interop_test

import (
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

// plyvelScript applies operations on binary keys to a database, and prints its content. An
// operation is [key, value] or [key], for a deletion, in base64.
const plyvelScript = `
import base64, json, plyvel, sys
db = plyvel.DB(sys.argv[1], create_if_missing=True)
for operation in json.load(sys.stdin):
    key, *value = map(base64.b64decode, operation)
    db.put(key, value[0]) if value else db.delete(key)
text = lambda b: base64.b64encode(b).decode()
json.dump([[text(k), text(v)] for k, v in db], sys.stdout)
db.close()
`

// TestInteropRaw: Plyvel and Raw take turns on a database of binary keys and values. Each sees what
// the other has written and deleted.
func TestInteropRaw(t *testing.T) {
	rng := rand.New(rand.NewPCG(testdb.Seed(t), 1))
	random := func(most int) []byte {
		b := make([]byte, rng.IntN(most+1))
		for i := range b {
			b[i] = byte(rng.Uint32() & 0x83)
		}
		return b
	}
	path := filepath.Join(t.TempDir(), "db")
	model := map[string]string{}
	for range 3 {
		operations := [][][]byte{}
		for range 200 {
			key := random(3)
			if rng.IntN(3) == 0 {
				operations = append(operations, [][]byte{key})
				delete(model, string(key))
			} else {
				value := random(50)
				operations = append(operations, [][]byte{key, value})
				model[string(key)] = string(value)
			}
		}
		input, err := json.Marshal(operations)
		require.NoError(t, err)
		requirePlyvel(t, model, python.Run(t, []string{"plyvel"}, plyvelScript, input, path))

		db := testdb.OpenAt(t, path, &leveldb.Options{ErrorIfMissing: true})
		raw := db.Raw()
		read := map[string]string{}
		for e, err := range raw.Entries(nil) {
			require.NoError(t, err)
			value, err := e.Value()
			require.NoError(t, err)
			read[string(e.Key())] = string(value)
		}
		require.Equal(t, model, read)
		b := raw.NewBatch()
		for key := range read {
			if rng.IntN(4) == 0 {
				require.NoError(t, b.Delete([]byte(key)))
				delete(model, key)
			}
		}
		key, value := random(4), random(5000)
		require.NoError(t, b.Put(key, value))
		model[string(key)] = string(value)
		require.NoError(t, b.Write())
		n, err := db.Sub("\x80").DeleteRange(nil)
		require.NoError(t, err)
		for key := range model {
			if key >= "\x80" && key < "\x81" {
				delete(model, key)
				n--
			}
		}
		require.Zero(t, n)
		require.NoError(t, db.Close())
	}
	requirePlyvel(t, model, python.Run(t, []string{"plyvel"}, plyvelScript, []byte("[]"), path))
}

// requirePlyvel compares what the script has printed with a model.
func requirePlyvel(t *testing.T, model map[string]string, output []byte) {
	t.Helper()
	var entries [][2]string
	require.NoError(t, json.Unmarshal(output, &entries))
	read := map[string]string{}
	for _, e := range entries {
		key, err := base64.StdEncoding.DecodeString(e[0])
		require.NoError(t, err)
		value, err := base64.StdEncoding.DecodeString(e[1])
		require.NoError(t, err)
		read[string(key)] = string(value)
	}
	require.Equal(t, model, read)
}
