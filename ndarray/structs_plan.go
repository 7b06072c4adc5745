package ndarray

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/openleveldb/openleveldb/internal/mem"
)

// structPlan describes how elements of a dtype become values of a Go struct.
type structPlan struct {
	dtype  DType
	steps  []structStep
	align  uintptr
	noView string // why elements cannot be viewed as the struct; "" if they can
	skips  bool   // there are fields tagged npy:"-", which a copy leaves zero
	bools  bool   // there are bools, whose bytes must be checked
}

// structPlans holds the plans of each Go type.
var structPlans sync.Map // reflect.Type to *planCache

// planCache holds the plans of one Go type for the last few dtypes. The number is limited because
// dtypes come from files, which must not be able to fill the memory.
type planCache struct {
	mu    sync.RWMutex
	plans []*structPlan // oldest first
}

const maxPlans = 8

func (c *planCache) find(d DType) *structPlan {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, plan := range c.plans {
		if plan.dtype.Equal(d) {
			return plan
		}
	}
	return nil
}

func (c *planCache) add(plan *structPlan) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.plans) == maxPlans {
		c.plans = append(c.plans[:0], c.plans[1:]...)
	}
	c.plans = append(c.plans, plan)
}

// structPlanOf returns the plan for elements of d as values of t, or an error that wraps ErrDType.
func structPlanOf(t reflect.Type, d DType) (*structPlan, error) {
	cached, found := structPlans.Load(t)
	if found {
		if plan := cached.(*planCache).find(d); plan != nil {
			return plan, nil
		}
	}
	if t.Kind() != reflect.Struct || !d.isStructured() || d.size == 0 {
		return nil, fmt.Errorf("%w: elements are %v of %d bytes, which %v cannot hold", ErrDType, d, d.size, t)
	}
	plan := &structPlan{dtype: d, align: uintptr(t.Align())}
	var err error
	if plan.steps, err = plan.structure("", t, d, 0, 0); err != nil {
		return nil, err
	}
	if name, found := fieldWith(t, hasPointers); found {
		plan.refuse("Go field %q has pointers", name)
	}
	if t.Size() != uintptr(d.size) {
		plan.refuse("an element has %d bytes, %v has %d", d.size, t, t.Size())
	}
	if !found {
		cached, _ = structPlans.LoadOrStore(t, new(planCache))
	}
	cached.(*planCache).add(plan)
	return plan, nil
}

// refuse records why a view is impossible. The first reason is kept.
func (p *structPlan) refuse(format string, args ...any) {
	if p.noView == "" {
		p.noView = fmt.Sprintf(format, args...)
	}
}

// structure plans the structure d at offset src of an element as a struct t at offset dst. path is
// its name, ending in a dot.
func (p *structPlan) structure(path string, t reflect.Type, d DType, dst uintptr, src int) ([]structStep, error) {
	goFields, err := structFields(t)
	if err != nil {
		return nil, err
	}
	steps := make([]structStep, 0, len(goFields))
	taken := make(map[int]string, len(goFields))
	for _, g := range goFields {
		if g.skipped {
			p.skips = true
			p.checkSkipped(path, g, d)
			continue
		}
		i, err := d.matchField(path, g)
		if err != nil {
			return nil, err
		}
		f := &d.composite.fields[i]
		if other, twice := taken[i]; twice {
			return nil, fmt.Errorf("%w: fields %q and %q of %v both match field %q", ErrDType, other, g.name, t, path+f.Name)
		}
		taken[i] = g.name
		step, err := p.value(path+f.Name, g.typ, f.DType, dst+g.offset, src+f.Offset)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	if len(steps) == 0 {
		return nil, fmt.Errorf("%w: %v has no fields", ErrDType, t)
	}
	return steps, nil
}

// matchField returns the index of the field of d that g represents.
func (d DType) matchField(path string, g structField) (int, error) {
	if i, found := d.composite.index[g.name]; found {
		return i, nil
	}
	match := -1
	for i := range d.composite.fields {
		if g.tagged || !strings.EqualFold(d.composite.fields[i].Name, g.name) {
			continue
		}
		if match >= 0 {
			return 0, fmt.Errorf("%w: Go field %q matches both %q and %q; name one in a tag", ErrDType, path+g.name,
				path+d.composite.fields[match].Name, path+d.composite.fields[i].Name)
		}
		match = i
	}
	if match < 0 {
		return 0, fmt.Errorf("%w: no field of %v matches Go field %q", ErrDType, d, path+g.name)
	}
	return match, nil
}

// checkSkipped refuses a view in which a field tagged npy:"-" would show something other than
// padding, or a bool something other than a bool.
func (p *structPlan) checkSkipped(path string, g structField, d DType) {
	if contains(g.typ, isBool) {
		p.refuse("Go field %q, which is skipped, has a bool, and padding may hold any byte", path+g.name)
	}
	start, end := int(g.offset), int(g.offset+g.typ.Size())
	for i := range d.composite.fields {
		f := &d.composite.fields[i]
		if start < f.Offset+f.DType.size && f.Offset < end {
			p.refuse("Go field %q, which is skipped, lies over field %q, not over padding", path+g.name, path+f.Name)
			return
		}
	}
}

// value plans a field of any dtype.
func (p *structPlan) value(path string, t reflect.Type, d DType, dst uintptr, src int) (structStep, error) {
	if uintptr(src) != dst {
		p.refuse("field %q lies at byte %d, Go's at byte %d", path, src, dst)
	}
	base, shape := d.flatten()
	elem, count := t, 1
	for _, n := range shape {
		if elem.Kind() != reflect.Array || elem.Len() != n {
			return structStep{}, cannotHold(path, t, d)
		}
		elem, count = elem.Elem(), count*n
	}
	step := structStep{path: path, dtype: base, dst: dst, src: src, count: count, stride: elem.Size()}
	if base.isStructured() {
		if elem.Kind() != reflect.Struct {
			return structStep{}, cannotHold(path, t, d)
		}
		if elem.Size() != uintptr(base.size) {
			p.refuse("field %q is structures of %d bytes, Go's have %d", path, base.size, elem.Size())
		}
		var err error
		step.fields, err = p.structure(path+".", elem, base, 0, 0)
		return step, err
	}
	step.convert = conversion(elem, base)
	switch {
	case step.convert != nil:
		p.refuse("field %q is %v, and only a copy makes it a Go %v", path, base, elem)
	case !sameBytes(elem, base):
		return structStep{}, cannotHold(path, t, d)
	case !base.IsNative() && !base.isLongDouble():
		p.refuse("field %q is in the other byte order", path)
	case base.kind == KindBool:
		p.bools = true
	}
	return step, nil
}

func cannotHold(path string, t reflect.Type, d DType) error {
	return fmt.Errorf("%w: field %q is %v, which a Go %v cannot hold", ErrDType, path, d, t)
}

// sameBytes reports whether a value of d, in native byte order, has the same bytes as one of t.
func sameBytes(t reflect.Type, d DType) bool {
	if want, ok := plainDType(t); ok {
		if want.kind == d.kind {
			return want.size == d.size
		}
		return want == Int64 && (d.kind == KindDatetime || d.kind == KindTimedelta)
	}
	if t.Kind() != reflect.Array || t.Size() != uintptr(d.size) {
		return false
	}
	switch t.Elem().Kind() {
	case reflect.Uint8:
		return d.kind == KindBytes || d.kind == KindVoid || d.isLongDouble()
	case reflect.Int32, reflect.Uint32:
		return d.kind == KindString
	}
	return false
}

// cannotView returns why the elements cannot be viewed as the structs, or "".
func (p *structPlan) cannotView(a *Array, unaligned bool) string {
	switch {
	case p.noView != "":
		return p.noView
	case a.size == 0:
		return ""
	case !a.CContiguous():
		return "elements are not in C order without gaps"
	case !unaligned && !mem.IsAligned(a.data, p.align):
		return "elements are not aligned, which this processor requires"
	case p.bools:
		for b := a.data[:a.NBytes()]; len(b) > 0; b = b[a.dtype.size:] {
			if path := otherBools(p.steps, b); path != "" {
				return fmt.Sprintf("field %q has bool bytes other than 0 and 1", path)
			}
		}
	}
	return ""
}
