package ndarray

import (
	"bytes"
	"testing"
	"testing/iotest"
)

// Load reads what Decode reads, whatever pieces arrive, and nothing after it.
func FuzzLoad(f *testing.F) {
	addLiterals(f)
	for _, c := range headerCases {
		f.Add(append(rawHeader(c.version, c.text), make([]byte, 12)...))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bytes.NewReader(b)
		a, err := Load(r)
		if err != nil {
			if _, decoded := Decode(b); decoded == nil {
				t.Fatalf("Decode reads it: %v", err)
			}
			return
		}
		used := len(b) - r.Len()
		want, err := Decode(b[:used])
		if err != nil || !want.Equal(a) {
			t.Fatalf("%v is not %v (%v)", a, want, err)
		}
		slow, err := Load(iotest.OneByteReader(bytes.NewReader(b)))
		if err != nil || !slow.Equal(a) {
			t.Fatalf("%v is not %v (%v)", slow, a, err)
		}
		var out bytes.Buffer
		if err := Save(&out, a); err != nil {
			t.Fatal(err)
		}
		if npy, err := a.AppendNPY(nil); err != nil || !bytes.Equal(npy, out.Bytes()) {
			t.Fatalf("Save writes %q, AppendNPY %q (%v)", out.Bytes(), npy, err)
		}
	})
}

// An archive that is read is written again with the same arrays.
func FuzzNPZ(f *testing.F) {
	for _, o := range []*NPZOptions{nil, {Compress: true}} {
		var out bytes.Buffer
		z := NewNPZWriter(&out, o)
		for _, name := range []string{"x", "é", "../up"} {
			if err := z.Save(name, must(New(Float32, 2, 3))); err != nil {
				f.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			f.Fatal(err)
		}
		f.Add(out.Bytes())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		z, err := NewNPZ(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		var out bytes.Buffer
		w := NewNPZWriter(&out, nil)
		read := map[string]*Array{}
		for _, name := range z.Names() {
			a, err := z.Get(name)
			if err != nil || read[name] != nil {
				continue
			}
			h, err := z.Header(name)
			if err != nil || h.NBytes() != a.NBytes() {
				t.Fatalf("header %v of %v (%v)", h, a, err)
			}
			npy, err := z.AppendNPY(nil, name)
			if err != nil {
				t.Fatal(err)
			}
			if decoded, err := Decode(npy); err != nil || !decoded.Equal(a) {
				t.Fatalf("%v is not %v (%v)", decoded, a, err)
			}
			if err := w.Save(name, a); err == nil { // a name may not be UTF-8
				read[name] = a
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		again, err := NewNPZ(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil || len(again.Names()) != len(read) {
			t.Fatalf("%d of %d arrays (%v)", len(again.Names()), len(read), err)
		}
		for _, name := range again.Names() {
			if a, err := again.Get(name); err != nil || read[name] == nil || !a.Equal(read[name]) {
				t.Fatalf("%q is %v, not %v (%v)", name, a, read[name], err)
			}
		}
	})
}
