// Package prefix sums up entries by the prefixes of their keys, in one pass over the keys in their order, without keeping more
// than what is asked for.
//
// A prefix ends with a separator: "run/1/image" has "run/" and "run/1/", and the empty one, as all keys have. Keys are any bytes,
// and two prefixes are nested or apart: so one is complete as soon as a key comes that does not begin with it.
package prefix

// Sum is what the entries of a prefix amount to.
type Sum struct {
	Prefix     string
	Entries    int64
	KeyBytes   int64            // whole keys, prefix included
	ValueBytes int64            // stored bytes, tags included
	Types      map[string]int64 // entries by type
}

// Bytes gives keys and values together.
func (s *Sum) Bytes() int64 { return s.KeyBytes + s.ValueBytes }

// Add counts an entry, of a type and with a stored value of some bytes.
func (s *Sum) Add(key string, size int, kind string) {
	s.Entries++
	s.KeyBytes += int64(len(key))
	s.ValueBytes += int64(size)
	if s.Types == nil {
		s.Types = map[string]int64{}
	}
	s.Types[kind]++
}

func (s *Sum) join(other *Sum) {
	s.Entries += other.Entries
	s.KeyBytes += other.KeyBytes
	s.ValueBytes += other.ValueBytes
	if s.Types == nil {
		s.Types = map[string]int64{}
	}
	for kind, n := range other.Types {
		s.Types[kind] += n
	}
}
