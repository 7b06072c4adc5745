package ndarray

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/stretchr/testify/require"
)

//go:embed testdata/casts.py
var castsScript string

// CanCast is numpy.can_cast for every pair of dtypes and every rule.
func TestCanCastAsNumpy(t *testing.T) {
	out := strings.TrimSpace(string(python.Run(t, []string{"numpy"}, castsScript, nil, "rules")))
	rows := strings.Split(out, "\n")
	require.Greater(t, len(rows), 10_000)
	dtypes := map[string]DType{}
	for _, row := range rows {
		columns := strings.Split(row, "\t")
		require.Len(t, columns, 3)
		for _, descr := range columns[:2] {
			if _, parsed := dtypes[descr]; !parsed {
				d, err := ParseDType(descr)
				require.NoError(t, err, descr)
				dtypes[descr] = d
			}
		}
		want := slices.Index(castingNames[:], columns[2]) // -1 for never
		for c := NoCasting; c <= UnsafeCasting; c++ {
			got := CanCast(dtypes[columns[0]], dtypes[columns[1]], c)
			require.Equal(t, want >= 0 && int(c) >= want, got, "%s to %s under %q", columns[0], columns[1], c)
		}
	}
}

// castLine is one line of `casts.py values`.
type castLine struct {
	From   []byte `json:"from"`
	To     []byte `json:"to"`
	Target string `json:"target"`
}

// AsType is numpy's astype, element for element and with the sign of zeros, whatever the order of
// the elements in memory.
func TestAsTypeAsNumpy(t *testing.T) {
	lines := readLines[castLine](t, python.Run(t, []string{"numpy"}, castsScript, nil, "values"))
	require.Greater(t, len(lines), 1000)
	for _, line := range lines {
		from, err := Decode(line.From)
		require.NoError(t, err)
		want, err := Decode(line.To)
		require.NoError(t, err)
		target, err := ParseDType(line.Target)
		require.NoError(t, err)
		name := fmt.Sprintf("%v to %v", from.DType(), target)
		if overflows(from.DType(), target) {
			_, err := from.AsType(target, UnsafeCasting)
			require.ErrorIs(t, err, ErrDType, name)
			continue
		}
		for order, a := range reordered(t, from) {
			got, err := a.AsType(target, UnsafeCasting)
			require.NoError(t, err, name)
			require.False(t, got.ReadOnly())
			require.Equal(t, a.Shape(), got.Shape())
			require.Equal(t, a.fortranOnly() && got.NBytes() > 0, got.fortranOnly(), "%s, %s", name, order)
			if order == "reversed axes" {
				got = got.Transpose()
			}
			flat, err := got.AsCContiguous().Reshape(-1)
			require.NoError(t, err)
			want, err := want.Slice(0, flat.Dim(0))
			require.NoError(t, err)
			requireSame(t, want, flat, name+", "+order)
		}
	}
}

// overflows reports whether package ndarray refuses a conversion because counts would be multiplied
// by too large a number. numpy's limit is not exactly documented.
func overflows(from, to DType) bool {
	if !from.isTime() || from.kind != to.kind || from.unit == UnitGeneric || to.unit == UnitGeneric {
		return false
	}
	_, ok := unitFactor(min(from.unit, to.unit), max(from.unit, to.unit))
	return !ok
}

// reordered returns arrays with the elements of a, or all but the last, in other memory orders.
func reordered(t *testing.T, a *Array) map[string]*Array {
	t.Helper()
	even, err := a.Slice(0, a.Size()/2*2)
	require.NoError(t, err)
	matrix, err := even.Reshape(2, -1)
	require.NoError(t, err)
	columns := matrix.Transpose().clone(false) // C order, transposed
	gaps, err := New(a.DType(), 2, a.Size()/2, 2)
	require.NoError(t, err)
	copyArray(gaps.part(0, a.DType(), matrix.Shape(), []int{gaps.strides[0], gaps.strides[1]}), matrix)
	return map[string]*Array{
		"list": a, "matrix": matrix, "Fortran": columns.Transpose(), "reversed axes": columns,
		"gaps": gaps.part(0, a.DType(), matrix.Shape(), []int{gaps.strides[0], gaps.strides[1]}),
	}
}

// copyArray copies the elements of src, which has the shape of dst.
func copyArray(dst, src *Array) {
	if src.NBytes() == 0 {
		return
	}
	size := src.dtype.size
	walk(dst.shape, dst.strides, src.strides, func(to, from int) bool {
		copy(dst.data[to:to+size], src.data[from:from+size])
		return true
	})
}

// requireSame checks that two arrays with one axis are the same, except for the bits of NaNs.
func requireSame(t *testing.T, want, got *Array, name string) {
	t.Helper()
	require.True(t, want.DType().Equal(got.DType()), "%s: dtype is %v, not %v", name, got.DType(), want.DType())
	require.Equal(t, want.Shape(), got.Shape(), name)
	if bytes.Equal(want.data, got.data) {
		return
	}
	for i := range want.Size() {
		w, err := want.At(i)
		require.NoError(t, err)
		g, err := got.At(i)
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintf("%v", w), fmt.Sprintf("%v", g), "%s, element %d", name, i)
	}
}
