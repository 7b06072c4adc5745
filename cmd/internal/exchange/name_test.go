package exchange

import (
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPathOf(t *testing.T) {
	for key, want := range map[string][2]string{
		"run/1/image":   {"run/1/image.npy", "run/1/image.npy"},
		"":              {"%-.npy", "%-.npy"},
		"/":             {"%-/%-.npy", "%-/%-.npy"},
		"a//b":          {"a/%-/b.npy", "a/%-/b.npy"},
		"../x":          {"%2E./x.npy", "%2E%2E/x.npy"},
		"v1.0/A":        {"v1.0/A.npy", "v1.0/%41.npy"},
		"a.npy/b":       {"a%2Enpy/b.npy", "a%2Enpy/b.npy"},
		"a.npy":         {"a.npy.npy", "a.npy.npy"},
		"50%":           {"50%25.npy", "50%25.npy"},
		"a:b":           {"a:b.npy", "a%3Ab.npy"},
		"ü\x00\xff\x1b": {"ü%00%FF%1B.npy", "%C3%BC%00%FF%1B.npy"},
		"con/aux.x":     {"con/aux.x.npy", "%63on/%61ux.x.npy"},
		"end./end ":     {"end./end .npy", "end%2E/end .npy"},
	} {
		for i, portable := range []bool{false, true} {
			got := pathOf(key, extArray, portable)
			assert.Equal(t, want[i], got, key)
			back, err := keyOf(strings.TrimSuffix(got, extArray))
			require.NoError(t, err)
			assert.Equal(t, key, back)
		}
	}
}

func TestKeyOfRefuses(t *testing.T) {
	for _, name := range []string{"%", "a%", "a%4", "a%zz", "%+", "a%+", "a//b", "", "a/%-%-", "a%-b"} {
		key, err := keyOf(name)
		assert.ErrorIs(t, err, errName, "%q: %q", name, key)
	}
}

// Every key has its own path in the directory, made of names that file systems allow.
func FuzzPathOf(f *testing.F) {
	for _, key := range []string{"", "a/b", "../..", "a.npy/b.txt", "%2F%", "CON", strings.Repeat("ü.", 300), strings.Repeat("/", 99), "x%+/y"} {
		f.Add(key, true)
		f.Add(key, false)
	}
	f.Fuzz(func(t *testing.T, key string, portable bool) {
		for _, extension := range extensions {
			name := pathOf(key, extension, portable)
			assert.Equal(t, path.Clean(name), name)
			assert.False(t, path.IsAbs(name))
			names := strings.Split(name, "/")
			for i, part := range names {
				assert.LessOrEqual(t, len(part), 255)
				assert.False(t, strings.HasPrefix(part, "."), name)
				assert.NotContains(t, part, "\x00")
				assert.Equal(t, i == len(names)-1, extensionOf(part) != "", "a directory is no file: %q", name)
				if portable {
					assert.NotContains(t, strings.TrimSuffix(part, extension), "\\")
				}
			}
			back, err := keyOf(strings.TrimSuffix(name, extension))
			require.NoError(t, err)
			assert.Equal(t, key, back)
		}
	})
}

// Different portable names differ in more than case.
func FuzzPortable(f *testing.F) {
	f.Add("A/b", "a/b")
	f.Add("%4a", "%4A")
	f.Add("ẞ", "ß")
	f.Fuzz(func(t *testing.T, a, b string) {
		if a != b {
			assert.NotEqual(t, strings.ToUpper(pathOf(a, extStr, true)), strings.ToUpper(pathOf(b, extStr, true)))
		}
	})
}
