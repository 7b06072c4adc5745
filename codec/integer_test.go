package codec

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestKindOf(t *testing.T) {
	names := map[byte]string{'i': "int", 's': "str", 'b': "bytes", 'j': "json", 'n': "ndarray"}
	for b := range 256 {
		tag, err := KindOf([]byte{byte(b), 'x'})
		assert.Equal(t, Kind(b), tag)
		if name := names[byte(b)]; name != "" {
			assert.NoError(t, err)
			assert.Equal(t, name, tag.String())
			continue
		}
		assert.ErrorIs(t, err, ErrKind)
		_, err = Decode([]byte{byte(b), 'x'})
		assert.ErrorIs(t, err, ErrKind)
		var dst any = "before"
		assert.ErrorIs(t, DecodeInto([]byte{byte(b), 'x'}, &dst), ErrKind)
		assert.Equal(t, "before", dst)
	}
	assert.Equal(t, "tag 'x'", Kind('x').String())
	assert.Equal(t, "tag 0x00", Kind(0).String())
	_, err := KindOf([]byte("value"))
	assert.EqualError(t, err, `codec: decode: unknown tag 'v'`)
}

// fromBytes is Python's int.from_bytes(payload, "big", signed=True).
func fromBytes(payload []byte) *big.Int {
	n := new(big.Int).SetBytes(payload)
	if len(payload) > 0 && payload[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(payload))))
	}
	return n
}

func TestIntPayloadOfAnyLength(t *testing.T) {
	rng := rand.New(rand.NewPCG(newSeed(t), 3))
	for length := range 40 {
		for range 200 {
			payload := make([]byte, length)
			for i := range payload { // mostly sign-extension bytes
				payload[i] = []byte{0, 0xff, 0x7f, 0x80, byte(rng.Uint32())}[rng.IntN(5)]
			}
			if length > 0 && rng.IntN(2) == 0 {
				for i := range rng.IntN(length) {
					payload[i] = payload[0]
				}
			}
			stored := append([]byte{'i'}, payload...)
			want := fromBytes(payload)
			got, err := Decode(stored)
			require.NoError(t, err)
			if want.IsInt64() {
				require.Equal(t, want.Int64(), got, "%x", payload)
			} else {
				require.Zero(t, want.Cmp(got.(*big.Int)), "%x: %v, not %v", payload, got, want)
			}
			var n big.Int
			require.NoError(t, DecodeInto(stored, &n))
			require.Zero(t, want.Cmp(&n))
		}
	}
}

func TestIntBoundaries(t *testing.T) {
	one := big.NewInt(1)
	for bits := range uint(131) {
		power := new(big.Int).Lsh(one, bits)
		for _, n := range []*big.Int{power, new(big.Int).Sub(power, one), new(big.Int).Add(power, one)} {
			for _, n := range []*big.Int{n, new(big.Int).Neg(n)} {
				kept := new(big.Int).Set(n)
				stored, err := Append([]byte("x"), n)
				require.Zero(t, kept.Cmp(n), "the argument was modified")
				if magnitude := new(big.Int).Add(n, big.NewInt(int64(min(n.Sign(), 0)*-1))); magnitude.BitLen() > 127 {
					require.ErrorIs(t, err, ErrUnsupported, "%v", n)
					require.Equal(t, "x", string(stored))
					continue
				}
				require.NoError(t, err, "%v", n)
				require.Len(t, stored, 18)
				require.Zero(t, n.Cmp(fromBytes(stored[2:])), "%v", n)
				byValue, err := Append([]byte("x"), *n)
				require.NoError(t, err)
				require.Equal(t, stored, byValue)
				if n.IsInt64() {
					small, err := Append([]byte("x"), n.Int64())
					require.NoError(t, err)
					require.Equal(t, stored, small)
				}
				if n.IsUint64() {
					small, err := Append([]byte("x"), n.Uint64())
					require.NoError(t, err)
					require.Equal(t, stored, small)
				}
			}
		}
	}
	_, err := Append(nil, new(big.Int).Lsh(one, 127))
	assert.EqualError(t, err, "codec: encode int 170141183460469231731687303715884105728: unsupported value: the format is limited to 128 bits")
}

type (
	myInt  int16
	myUint uint32
)

func TestIntsOfEveryWidth(t *testing.T) {
	for _, v := range []any{
		7, int8(7), int16(7), int32(7), int64(7), uint(7), uint8(7), uint16(7), uint32(7), uint64(7), myInt(7), myUint(7),
	} {
		t.Run(fmt.Sprintf("%T", v), func(t *testing.T) {
			stored, err := Append(nil, v)
			require.NoError(t, err)
			assert.Equal(t, "i\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x07", string(stored))
		})
	}
	stored, err := Append(nil, int8(-1))
	require.NoError(t, err)
	assert.Equal(t, "i\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", string(stored))
	stored, err = Append(nil, uint64(math.MaxUint64))
	require.NoError(t, err)
	got, err := Decode(stored)
	require.NoError(t, err)
	assert.Equal(t, new(big.Int).SetUint64(math.MaxUint64), got)
}

// An integer that overflows int64 is decoded into an any behind a pointer with the type that Decode
// returns.
func TestWideIntIntoPointerToAny(t *testing.T) {
	wide := new(big.Int).Lsh(big.NewInt(1), 100)
	stored, err := Append(nil, wide)
	require.NoError(t, err)
	var pointer *any
	require.NoError(t, DecodeInto(stored, &pointer))
	assert.Equal(t, wide, *pointer)
}
