package codec

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// A field is one member of the JSON object that represents a struct, following the rules that
// encoding/json documents: the name and the options of the json tag, and promotion out of embedded
// structs.
type field struct {
	name      string
	key       []byte // the quoted JSON name with the colon
	index     []int  // path through embedded structs, for reflect.Value.FieldByIndex
	typ       reflect.Type
	tagged    bool // the name is from a tag and wins over one that is not
	omitEmpty bool
	isZero    func(reflect.Value) bool // omitzero; nil without it
	quoted    bool                     // the option "string", on a type it applies to

	encode encodeFunc
	decode decodeFunc
}

// A structPlan holds the fields of a struct type, in the order in which they are written.
type structPlan struct {
	fields []field
	exact  map[string]int // by name
	folded map[string]int // by case-folded name; the first field of several
}

// find returns the field for a JSON member, and the index after it. It prefers an exact match of
// the name, then the first field whose name differs only in case. If there is none it returns 0 and
// nil.
func (p *structPlan) find(name string) (next int, f *field) {
	i, ok := p.exact[name]
	if !ok {
		if i, ok = p.folded[foldCase(name)]; !ok {
			return 0, nil
		}
	}
	return i + 1, &p.fields[i]
}

// planOf returns the plan for a struct type. The encoder and the decoder each build their own, once
// per type, and add their functions to it.
func planOf(t reflect.Type) *structPlan {
	fields := dominant(collect(t))
	plan := &structPlan{fields: fields, exact: make(map[string]int, len(fields)), folded: make(map[string]int, len(fields))}
	for i, f := range fields {
		plan.exact[f.name] = i
		if _, ok := plan.folded[foldCase(f.name)]; !ok {
			plan.folded[foldCase(f.name)] = i
		}
	}
	return plan
}

// collect returns every field of t and of the structs embedded in it, level by level, including
// hidden ones.
func collect(t reflect.Type) []field {
	type embedded struct {
		typ   reflect.Type
		index []int
	}
	var fields []field
	visited := map[reflect.Type]bool{}
	for level := []embedded{{typ: t}}; len(level) > 0; {
		var next []embedded
		times := map[reflect.Type]int{}
		for _, e := range level {
			times[e.typ]++
		}
		done := map[reflect.Type]bool{}
		for _, e := range level {
			if visited[e.typ] || done[e.typ] {
				continue
			}
			done[e.typ] = true
			for i := range e.typ.NumField() {
				sf := e.typ.Field(i)
				target := sf.Type
				if target.Kind() == reflect.Pointer && target.Name() == "" {
					target = target.Elem()
				}
				if !sf.IsExported() && !(sf.Anonymous && target.Kind() == reflect.Struct) {
					continue
				}
				tag := sf.Tag.Get("json")
				if tag == "-" {
					continue
				}
				name, options, _ := strings.Cut(tag, ",")
				if !validName(name) {
					name = ""
				}
				index := append(slices.Clone(e.index), i)
				if sf.Anonymous && name == "" && target.Kind() == reflect.Struct {
					next = append(next, embedded{target, index})
					continue
				}
				f := field{name: name, index: index, typ: sf.Type, tagged: name != ""}
				if name == "" {
					f.name = sf.Name
				}
				f.setOptions(options, target)
				// If a struct is embedded twice on one level, its fields hide each other, so they
				// are listed twice.
				for range min(times[e.typ], 2) {
					fields = append(fields, f)
				}
			}
		}
		for typ := range done {
			visited[typ] = true
		}
		level = next
	}
	return fields
}

func (f *field) setOptions(options string, target reflect.Type) {
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "omitempty":
			f.omitEmpty = true
		case "omitzero":
			f.isZero = zeroFunc(f.typ)
		case "string":
			switch target.Kind() {
			case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64,
				reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
				reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
				f.quoted = !isMarshaler(reflect.PointerTo(target)) && !isUnmarshaler(target)
			}
		}
	}
}

// dominant keeps, for each name, the field that Go's rules for embedded fields select. At equal
// depth a tagged name wins over an untagged one. A tie hides all of them. The result is in order of
// declaration.
func dominant(fields []field) []field {
	slices.SortStableFunc(fields, func(a, b field) int {
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		if c := cmp.Compare(len(a.index), len(b.index)); c != 0 {
			return c
		}
		if a.tagged != b.tagged {
			if a.tagged {
				return -1
			}
			return 1
		}
		return slices.Compare(a.index, b.index)
	})
	var kept []field
	for len(fields) > 0 {
		same := 1
		for same < len(fields) && fields[same].name == fields[0].name {
			same++
		}
		first := fields[0]
		tied := same > 1 && len(fields[1].index) == len(first.index) && fields[1].tagged == first.tagged
		if !tied {
			kept = append(kept, first)
		}
		fields = fields[same:]
	}
	slices.SortFunc(kept, func(a, b field) int { return slices.Compare(a.index, b.index) })
	return kept
}

// validName reports whether a name in a json tag is valid, by encoding/json's rule.
func validName(name string) bool {
	for _, r := range name {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return name != ""
}

type zeroer interface{ IsZero() bool }

var zeroerType = reflect.TypeFor[zeroer]()

// zeroFunc returns the test for the option omitzero: the method IsZero if there is one, where nil
// pointers are zero.
func zeroFunc(t reflect.Type) func(reflect.Value) bool {
	switch {
	case t.Implements(zeroerType):
		return func(v reflect.Value) bool {
			if k := v.Kind(); k == reflect.Pointer || k == reflect.Interface {
				if v.IsNil() || k == reflect.Interface && v.Elem().Kind() == reflect.Pointer && v.Elem().IsNil() {
					return true
				}
			}
			return v.Interface().(zeroer).IsZero()
		}
	case reflect.PointerTo(t).Implements(zeroerType):
		return func(v reflect.Value) bool {
			if !v.CanAddr() {
				copied := reflect.New(t)
				copied.Elem().Set(v)
				return copied.Interface().(zeroer).IsZero()
			}
			return v.Addr().Interface().(zeroer).IsZero()
		}
	}
	return reflect.Value.IsZero
}

// isEmpty is the test for the option omitempty.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// foldCase maps names that differ only in case, as strings.EqualFold defines it, to the same text.
func foldCase(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for folded := unicode.SimpleFold(r); folded != r; folded = unicode.SimpleFold(folded) {
			least = min(least, folded)
		}
		return least
	}, name)
}
