package codec

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/bytedance/sonic"

	"github.com/openleveldb/openleveldb/internal/jsontext"
)

// sonicTexts are the kinds of JSON that decide where sonic is used.
func sonicTexts() map[string]string {
	list := func(n int, item func(i int) string) string {
		items := make([]string, n)
		for i := range items {
			items[i] = item(i)
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	return map[string]string{
		"floats":     list(1024, func(i int) string { return fmt.Sprintf("%v", float64(i)*1.2345678+0.5) }),
		"ints":       list(1024, func(i int) string { return fmt.Sprint(i * 12345) }),
		"strings":    list(1024, func(i int) string { return fmt.Sprintf(`"a string of some words, %d"`, i) }),
		"escapes":    list(1024, func(i int) string { return fmt.Sprintf(`"caf\u00e9 \n %d"`, i) }),
		"object":     smallObject,
		"objects":    list(100, func(int) string { return smallObject }),
		"floatlists": list(64, func(i int) string { return list(32, func(j int) string { return fmt.Sprintf("%d.%d5", i, j) }) }),
		"long text":  `{"text":"` + strings.Repeat("plain words of text ", 2000) + `"}`,
	}
}

// BenchmarkSonic reads checked text with sonic and with package jsontext, into the types for which
// sonic could be used. Each path uses the faster one (see the package comment).
func BenchmarkSonic(b *testing.B) {
	run := func(name, into string, text string, read map[string]func(text string) error) {
		for by, read := range read {
			b.Run("text="+name+"/into="+into+"/by="+by, func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := checkJSON(text, 0); err != nil {
						b.Fatal(err)
					}
					if err := read(text); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
	texts := sonicTexts()
	for name, text := range texts {
		run(name, "any", text, readers[any]())
	}
	run("floats", "[]float64", texts["floats"], readers[[]float64]())
	run("floats", "[]float32", texts["floats"], readers[[]float32]())
	run("ints", "[]int64", texts["ints"], readers[[]int64]())
	run("strings", "[]string", texts["strings"], readers[[]string]())
	run("object", "map[string]any", texts["object"], readers[map[string]any]())
	run("object", "struct", texts["object"], readers[person]())
	run("objects", "[]struct", texts["objects"], readers[[]person]())
	run("floatlists", "[][]float64", texts["floatlists"], readers[[][]float64]())
}

// readers returns the two ways to read a T.
func readers[T any]() map[string]func(text string) error {
	copied := sonic.Config{UseInt64: true, CopyString: true}.Froze()
	return map[string]func(text string) error{
		"sonic": func(text string) error {
			var v T
			if len(text) > sharedText {
				return copied.UnmarshalFromString(text, &v)
			}
			return sonicConfig.UnmarshalFromString(text, &v)
		},
		"jsontext": func(text string) error {
			var v T
			if any, ok := any(&v).(*any); ok {
				r := jsontext.Reader{Text: text}
				*any = r.Any()
				return nil
			}
			r := reader{jsontext.Reader{Text: text, Clone: len(text) > sharedText}}
			return decoderOf(reflect.TypeFor[T]())(&r, reflect.ValueOf(&v).Elem())
		},
	}
}
