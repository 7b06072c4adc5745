package codec

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// A field is one member of the JSON object that a struct becomes, by the rules that encoding/json documents: the name and the
// options of the json tag, and promotion out of embedded structs.
type field struct {
	name      string
	key       []byte // the name as JSON, quoted, with the colon
	index     []int  // where it is, through embedded structs, as for reflect.Value.FieldByIndex
	typ       reflect.Type
	tagged    bool // the name is from a tag, which wins over one that is not
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
	folded map[string]int // by name with its case folded; the first field of several
}

// find returns the field that a JSON member goes into, and the index after it: the field of that very name, else the first
// whose name differs only in case, else nil and 0.
func (p *structPlan) find(name string) (next int, f *field) {
	i, ok := p.exact[name]
	if !ok {
		if i, ok = p.folded[foldCase(name)]; !ok {
			return 0, nil
		}
	}
	return i + 1, &p.fields[i]
}

// planOf returns the fields of a struct type. The encoder and the decoder each make their own, once for a type, and add their
// functions to it.
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

// collect lists every field of t and of the structs embedded in it, level by level, hidden ones too.
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
				// Of a struct embedded twice on one level, each field hides its twin, so it is listed twice.
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

// dominant keeps, of each name, the field that Go's rules for embedded fields select, with a tagged name before an untagged one
// of the same depth; a tie hides them all. The order is that of the declarations.
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

// validName tells whether a name in a json tag may be used, by encoding/json's rule.
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

// zeroFunc returns the test of the option omitzero: a method IsZero where there is one, with nil pointers zero.
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

// isEmpty is the test of the option omitempty.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// foldCase maps names that differ only in case, as strings.EqualFold has it, to one text.
func foldCase(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for folded := unicode.SimpleFold(r); folded != r; folded = unicode.SimpleFold(folded) {
			least = min(least, folded)
		}
		return least
	}, name)
}
