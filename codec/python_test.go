package codec

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/internal/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/ndarray"
)

//go:embed testdata/peer.py
var peer string

var peerModules = []string{"numpy", "rapidjson"}

const randomValues = 10_000

func newSeed(t *testing.T) uint64 {
	seed := uint64(time.Now().UnixNano()) >> 8
	if given := os.Getenv("OPENLEVELDB_SEED"); given != "" {
		var err error
		seed, err = strconv.ParseUint(given, 10, 64)
		require.NoError(t, err)
	}
	t.Logf("seed %d (set OPENLEVELDB_SEED to repeat)", seed)
	return seed
}

func lines(t *testing.T, text []byte) []string {
	t.Helper()
	var all []string
	scan := bufio.NewScanner(bytes.NewReader(text))
	scan.Buffer(nil, 64<<20)
	for scan.Scan() {
		all = append(all, scan.Text())
	}
	require.NoError(t, scan.Err())
	return all
}

func TestReadsWhatPythonWrites(t *testing.T) {
	seed := newSeed(t)
	out := python.Run(t, peerModules, peer, nil, "write", fmt.Sprint(seed), fmt.Sprint(randomValues))
	rows := lines(t, out)
	require.Len(t, rows, randomValues)
	for _, row := range rows {
		stored, want, ok := strings.Cut(row, " ")
		require.True(t, ok)
		raw, err := hex.DecodeString(stored)
		require.NoError(t, err)
		got, err := Decode(raw)
		require.NoError(t, err, "%q", raw)
		require.Equal(t, want, describe(t, got), "%q", raw)

		var into any
		require.NoError(t, DecodeInto(raw, &into))
		require.Equal(t, want, describe(t, into), "%q", raw)

		// Everything except objects, whose keys are sorted, is written back byte for byte.
		if _, isBool := got.(bool); !isBool && !bytes.Contains(raw, []byte("{")) {
			back, err := Append(nil, got)
			require.NoError(t, err)
			require.Equal(t, string(raw), string(back))
		}
	}
}

func TestPythonReadsWhatIsWritten(t *testing.T) {
	rng := rand.New(rand.NewPCG(newSeed(t), 1))
	var stored, want []string
	for range randomValues {
		v := randomValue(t, rng)
		raw, err := Append(nil, v)
		require.NoError(t, err, "%#v", v)
		stored, want = append(stored, hex.EncodeToString(raw)), append(want, describe(t, v))

		again, err := Decode(raw)
		require.NoError(t, err, "%q", raw)
		require.Equal(t, describe(t, v), describe(t, again), "%q", raw)
	}
	got := lines(t, python.Run(t, peerModules, peer, []byte(strings.Join(stored, "\n")+"\n"), "read"))
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i], got[i], "stored %s", stored[i])
	}
}

// TestRapidjsonTable checks the rows of testdata/rapidjson.jsonl, which `peer.py texts` prints.
func TestRapidjsonTable(t *testing.T) {
	table, err := os.ReadFile("testdata/rapidjson.jsonl")
	require.NoError(t, err)
	checkRapidjson(t, table)
}

func TestRapidjsonLive(t *testing.T) {
	checkRapidjson(t, python.Run(t, peerModules, peer, nil, "texts"))
}

func checkRapidjson(t *testing.T, table []byte) {
	// This is the only text here that the package accepts and rapidjson 1.4 refuses: rapidjson
	// considers the digits before the exponent too large.
	tolerated := strings.Repeat("1", 5000) + "e-4990"
	rows := lines(t, table)
	require.Greater(t, len(rows), 100)
	for _, row := range rows {
		var want struct{ Text, Value string }
		require.NoError(t, json.Unmarshal([]byte(row), &want))
		text, err := hex.DecodeString(want.Text)
		require.NoError(t, err)
		got, err := Decode(append([]byte("j"), text...))
		if string(text) == tolerated {
			assert.NoError(t, err)
			assert.InEpsilon(t, 1.1111111111e9, got, 1e-9)
			continue
		}
		if want.Value == "error" {
			assert.ErrorIs(t, err, ErrDamaged, "%q is read as %v", text, got)
			var syntax *SyntaxError
			assert.ErrorAs(t, err, &syntax, "%q", text)
			continue
		}
		if assert.NoError(t, err, "%q", text) {
			assert.Equal(t, want.Value, describe(t, got), "%q", text)
		}
	}
}

// TestEveryCharacterAsPython compares the JSON string of each code point with rapidjson's.
func TestEveryCharacterAsPython(t *testing.T) {
	const script = `
import rapidjson
for c in range(0x110000):
    if not 0xD800 <= c < 0xE000:
        print(rapidjson.dumps("a%cb" % c))`
	got := lines(t, python.Run(t, peerModules, script, nil))
	for c := rune(0); c <= 0x10ffff; c++ {
		if c >= 0xd800 && c < 0xe000 {
			continue
		}
		quoted, err := appendJSONString(nil, "a"+string(c)+"b")
		if err != nil || len(got) == 0 || string(quoted) != got[0] {
			require.FailNow(t, "different from Python", "%U is written %s (%v), Python %.1q", c, quoted, err, got)
		}
		got = got[1:]
	}
	require.Empty(t, got)
}

// TestFloatsAsPython compares the text of floats at and around each power of ten, and of random
// ones, with rapidjson's.
func TestFloatsAsPython(t *testing.T) {
	rng := rand.New(rand.NewPCG(newSeed(t), 2))
	var floats []float64
	for exponent := -330; exponent <= 310; exponent++ {
		f, err := strconv.ParseFloat(fmt.Sprintf("1e%d", exponent), 64)
		if err == nil {
			floats = append(floats, f, -f, math.Nextafter(f, 0), math.Nextafter(f, math.MaxFloat64))
		}
	}
	for range 20_000 {
		floats = append(floats, randomFloat(rng))
	}
	var stdin bytes.Buffer
	for _, f := range floats {
		fmt.Fprintf(&stdin, "%016x\n", math.Float64bits(f))
	}
	const script = `
import rapidjson, struct, sys
for line in sys.stdin:
    print(rapidjson.dumps(struct.unpack(">d", bytes.fromhex(line))[0]))`
	got := lines(t, python.Run(t, peerModules, script, stdin.Bytes()))
	require.Len(t, got, len(floats))
	for i, f := range floats {
		require.Equal(t, got[i], string(jsontext.AppendFloat(nil, f, 64)))
	}
}

func randomValue(t testing.TB, rng *rand.Rand) any {
	switch rng.IntN(9) {
	case 0:
		return randomInt(rng, 127)
	case 1:
		return randomText(rng)
	case 2:
		b := make([]byte, rng.IntN(40))
		for i := range b {
			b[i] = byte(rng.Uint32())
		}
		return b
	case 3:
		rows, columns := rng.IntN(4), rng.IntN(4)
		data := make([]float32, rows*columns)
		for i := range data {
			data[i] = math.Float32frombits(rng.Uint32())
		}
		array, err := ndarray.FromSlice(data, rows, columns)
		require.NoError(t, err)
		return array
	}
	switch v := randomTree(rng, 4).(type) {
	case int64, *big.Int, string:
		return []any{v}
	default:
		return v
	}
}

func randomTree(rng *rand.Rand, depth int) any {
	kinds := 6
	if depth > 0 {
		kinds = 8
	}
	switch rng.IntN(kinds) {
	case 0:
		return []any{nil, true, false}[rng.IntN(3)]
	case 1:
		return randomInt(rng, []int{8, 64, 1000}[rng.IntN(3)])
	case 2, 3:
		return randomFloat(rng)
	case 4, 5:
		return randomText(rng)
	case 6:
		list := make([]any, rng.IntN(6))
		for i := range list {
			list[i] = randomTree(rng, depth-1)
		}
		return list
	}
	m := map[string]any{}
	for range rng.IntN(12) {
		m[randomText(rng)] = randomTree(rng, depth-1)
	}
	return m
}

// randomInt returns a random signed integer of up to the given number of bits, with the type of a
// dynamic read.
func randomInt(rng *rand.Rand, bits int) any {
	n := new(big.Int)
	for range rng.IntN(bits + 1) {
		n.Lsh(n, 1).Or(n, big.NewInt(int64(rng.IntN(2))))
	}
	if rng.IntN(2) == 0 {
		n.Not(n)
	}
	if n.IsInt64() {
		return n.Int64()
	}
	return n
}

func randomFloat(rng *rand.Rand) float64 {
	special := []float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), 1e16, 1e-4, 1e-5, 9999999999999998, 5e-324}
	switch rng.IntN(5) {
	case 0:
		return special[rng.IntN(len(special))]
	case 1:
		return float64(rng.IntN(2001) - 1000)
	case 2:
		return float64(rng.Uint64() >> 4)
	case 3:
		return math.Round(rng.NormFloat64()*1000) / 1000
	}
	return math.Float64frombits(rng.Uint64())
}

func randomText(rng *rand.Rand) string {
	alphabet := []rune("abcXYZ019 \"\\/\b\f\n\r\t\x00\x01\x1f\x7f<>&\u2028\u2029éß☃\ufffd\uffff\ud7ff\ue000𝄞😀\U0010ffff")
	text := make([]rune, []int{0, 1, 5, 7, 8, 9, 40}[rng.IntN(7)])
	for i := range text {
		text[i] = alphabet[rng.IntN(len(alphabet))]
	}
	return string(text)
}
