package bench

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/openleveldb/openleveldb/ndarray"
)

// kind is a kind of stored value.
type kind int

const (
	intKind kind = iota
	strKind
	jsonKind
	arrayKind
)

var kinds = []kind{intKind, strKind, jsonKind, arrayKind}

func (k kind) String() string { return [...]string{"int", "str", "json", "array"}[k] }

// record is the Go type of the values of jsonKind.
type record struct {
	ID     int64    `json:"id"`
	Name   string   `json:"name"`
	Rate   float64  `json:"rate"`
	Active bool     `json:"active"`
	Tags   []string `json:"tags"`
}

func newRecord(i uint32) record {
	return record{
		ID: int64(i), Name: fmt.Sprintf("sensor %d", i%1000), Rate: float64(i%4096) / 64, Active: i%3 == 0,
		Tags: []string{"raw", fmt.Sprintf("run %d", i%10)},
	}
}

// dynamic returns the record as it is read without its Go type.
func (r record) dynamic() map[string]any {
	tags := make([]any, len(r.Tags))
	for i, tag := range r.Tags {
		tags[i] = tag
	}
	return map[string]any{"id": r.ID, "name": r.Name, "rate": r.Rate, "active": r.Active, "tags": tags}
}

// arrayElements is the number of elements of an array in a database of mixed types: 128 B.
const arrayElements = 128 / elementSize

// typedValue returns the value of a kind that belongs to entry i: a small int, a string of 20
// bytes, a record, or an array of 128 B.
func typedValue(k kind, i uint32) (any, error) {
	switch k {
	case intKind:
		return int64(i) - 20_000, nil
	case strKind:
		return fmt.Sprintf("observation %08d", i), nil
	case jsonKind:
		return newRecord(i), nil
	}
	elements := make([]float32, arrayElements)
	for j := range elements {
		elements[j] = element(i, j)
	}
	return ndarray.FromSlice(elements, -1)
}

// dynamicValue returns the value as it is read without its Go type.
func dynamicValue(value any) any {
	if r, ok := value.(record); ok {
		return r.dynamic()
	}
	return value
}

// weight returns what a value adds to the sum of the values that were read. It uses every value at
// little cost.
func weight(value any) float64 {
	switch v := value.(type) {
	case int64:
		return float64(v)
	case string:
		return float64(len(v))
	case map[string]any:
		id, _ := v["id"].(int64)
		return float64(id)
	case record:
		return float64(v.ID)
	case *ndarray.Array:
		return firstElement(v)
	}
	return math.NaN() // unequal to every sum
}

func firstElement(a *ndarray.Array) float64 {
	elements, err := ndarray.View[float32](a)
	if err != nil || len(elements) == 0 {
		return math.NaN()
	}
	return float64(elements[0])
}

// digest hashes entries with all content of their values, in a format that is easy to produce in
// any language.
type digest struct{ hash.Hash }

func newDigest() digest { return digest{sha256.New()} }

func (d digest) add(key string, value any) {
	fmt.Fprintf(d, "%s %s\n", key, describeValue(value)) // writing to a hash returns no error
}

// equal reports whether sum is the same digest, which may have been computed in Python.
func (d digest) equal(sum []byte) bool { return bytes.Equal(d.Sum(nil), sum) }

// describeValue returns a text that is equal for equal values of one type.
func describeValue(value any) string {
	switch v := value.(type) {
	case int64:
		return fmt.Sprintf("int:%d", v)
	case float64:
		return fmt.Sprintf("float:%016x", math.Float64bits(v))
	case bool:
		if v {
			return "bool:1"
		}
		return "bool:0"
	case string:
		return "str:" + v
	case []any:
		var elements []string
		for _, e := range v {
			elements = append(elements, describeValue(e))
		}
		return "[" + strings.Join(elements, ",") + "]"
	case map[string]any:
		var members []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			members = append(members, name+"="+describeValue(v[name]))
		}
		return "{" + strings.Join(members, ",") + "}"
	case record:
		return describeValue(v.dynamic())
	case *ndarray.Array:
		stored, err := v.AppendNPY(nil)
		if err != nil {
			return err.Error()
		}
		elements := stored[len(stored)-v.NBytes():]
		shape := strings.ReplaceAll(fmt.Sprint(v.Shape()), " ", ", ")
		return fmt.Sprintf("array:%v%s:%s", v.DType().Descr(), shape, hex.EncodeToString(elements))
	}
	return fmt.Sprintf("unknown:%T", value)
}
