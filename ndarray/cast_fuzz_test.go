package ndarray

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// castable are the dtypes of FuzzAsType.
var castable = []string{
	"|b1", "|i1", "<i2", ">i4", "<i8", "|u1", ">u2", "<u4", ">u8", "<f2", ">f4", "<f8", "<c8", ">c16", "<M8[s]", ">M8[ns]", "<m8", "<m8[25s]", ">m8[W]",
	"<f16", "|S3", "<U2", "|V5", "[('a', '<f4'), ('b', '|b1')]", "[('x', '>f8'), ('y', '<i4')]", "[('a', '<f4', (2,)), ('b', '|S2')]",
}

// FuzzAsType checks, for any bytes and pair of dtypes, that AsType returns an array exactly if the
// rule allows it, except for the documented pairs, and that a safe conversion loses nothing.
func FuzzAsType(f *testing.F) {
	for from := range castable {
		for to := range castable {
			for _, rule := range []Casting{SafeCasting, UnsafeCasting} {
				f.Add(uint8(from), uint8(to), uint8(rule), []byte("\x00\x01\xff\x7f\x80\x3f\xf0\x7f 0123456789abcdefghijklmnopqrstuvwxyz"))
			}
		}
	}
	f.Fuzz(func(t *testing.T, from, to, rule uint8, data []byte) {
		source, target := dtypeOf(t, castable[int(from)%len(castable)]), dtypeOf(t, castable[int(to)%len(castable)])
		c := Casting(rule % 5)
		n := len(data) / source.ItemSize()
		kept := string(data)
		a, err := FromBytes(source, []int{n}, data[:n*source.ItemSize()])
		require.NoError(t, err)
		got, err := a.AsType(target, c)
		require.Equal(t, kept, string(data), "the array was modified")
		if err != nil {
			require.ErrorIs(t, err, ErrDType)
			if numbers := source.isConvertible() && target.isConvertible() && !source.isTime() && !target.isTime(); numbers {
				require.False(t, CanCast(source, target, c), "%v to %v", source, target)
			}
			return
		}
		require.True(t, CanCast(source, target, c))
		if target.composite == nil {
			target.complete(source)
		}
		require.True(t, target.Equal(got.DType()))
		require.Equal(t, a.Shape(), got.Shape())
		rounded := source.ItemSize() == 8 && (source.kind == KindInt || source.kind == KindUint) && (target.kind == KindFloat || target.kind == KindComplex)
		if !CanCast(source, target, SafeCasting) || rounded || source.isTime() && target.isTime() {
			return
		}
		back, err := got.AsType(source, UnsafeCasting)
		require.NoError(t, err)
		require.True(t, a.Equal(back), "%v to %v and back: %v became %v", source, target, a, back)
	})
}
