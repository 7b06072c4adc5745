package ndarray

import (
	"bytes"
	"testing"
)

func FuzzParseHeader(f *testing.F) {
	for _, c := range headerCases {
		f.Add(rawHeader(c.version, c.text))
	}
	addLiterals(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		h, offset, err := ParseHeader(b)
		if err != nil {
			return
		}
		if offset > len(b) {
			t.Fatalf("elements start at %d of %d", offset, len(b))
		}
		// A header that was read is written and read back unchanged. Writing it again yields the
		// same bytes.
		written, err := AppendHeader(nil, h)
		if err != nil {
			t.Fatalf("%v %v: %v", h.DType, h.Shape, err)
		}
		again, offset, err := ParseHeader(written)
		if err != nil {
			t.Fatalf("%q: %v", written, err)
		}
		if offset != len(written) || offset%alignment != 0 || describeHeader(h) != describeHeader(again) || !h.DType.Equal(again.DType) {
			t.Fatalf("%s became %s", describeHeader(h), describeHeader(again))
		}
		rewritten, err := AppendHeader(nil, again)
		if err != nil || !bytes.Equal(written, rewritten) {
			t.Fatalf("%q became %q (%v)", written, rewritten, err)
		}
	})
}

// addLiterals adds the headers for which numpy's result is recorded.
func addLiterals(f *testing.F) {
	for _, l := range literals(f) {
		f.Add(l.header())
	}
}

func FuzzDecode(f *testing.F) {
	addLiterals(f)
	for _, c := range headerCases {
		f.Add(rawHeader(c.version, c.text))
		f.Add(append(rawHeader(c.version, c.text), make([]byte, 12)...))
	}
	for _, descr := range []string{"|b1", "<f4", ">c16", "|S3", "<U2", "|V3", "<M8[D]", ">m8[25s]", "<f16", "[('a', '<f2'), ('b', '|b1', (2, 0))]"} {
		d, err := ParseDType(descr)
		if err != nil {
			f.Fatal(err)
		}
		a, err := New(d, 2, 3)
		if err != nil {
			f.Fatal(err)
		}
		for _, a := range []*Array{a, a.Transpose()} {
			npy, err := a.AppendNPY(nil)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(npy)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := Decode(b)
		if err != nil {
			return
		}
		npy, err := a.AppendNPY(nil)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Decode(npy)
		if err != nil {
			t.Fatal(err)
		}
		if !again.Equal(a) || !a.Clone().Equal(a) || !a.AsCContiguous().Equal(a) {
			t.Fatal("not equal")
		}
		if a.String() != again.String() {
			t.Fatal("prints otherwise")
		}
		if a.NDim() > 0 && a.Dim(0) > 0 {
			if _, err := a.Row(a.Dim(0) - 1); err != nil {
				t.Fatal(err)
			}
		}
		if a.Size() > 0 {
			for _, i := range []int{0, a.Size() - 1} {
				// Long doubles and invalid code points have no Go value.
				if _, err := a.At(unravel(i, a.Shape())...); err != nil && !hasNoValue(a.DType()) {
					t.Fatal(err)
				}
			}
		}
		for _, field := range a.DType().Fields() {
			part, err := a.Field(field.Name)
			if err == nil && part.String() == "" {
				t.Fatal("prints nothing")
			}
		}
		if bools, err := Values[bool](a); err == nil && len(bools) != a.Size() {
			t.Fatal("lost elements")
		}
		if view, err := View[float32](a); err == nil && len(view) != a.Size() {
			t.Fatal("lost elements")
		}
	})
}

func hasNoValue(d DType) bool { return d.isLongDouble() || d.Kind() == KindString }

func FuzzParseDType(f *testing.F) {
	for _, c := range dtypeCases {
		f.Add(c.descr)
	}
	f.Add("[('a', '<f4'), (('t', 'b'), [('c', '|V3')], (2, 3)), ('', '|V4')]")
	f.Fuzz(func(t *testing.T, descr string) {
		d, err := ParseDType(descr)
		if err != nil {
			return
		}
		again, err := ParseDType(d.Descr())
		if err != nil || !again.Equal(d) || again.String() != d.String() {
			t.Fatalf("%q became %v, then %v (%v)", descr, d, again, err)
		}
	})
}
