// Package prefix sums up entries by the prefixes of their keys. It makes one pass over the keys in
// order and keeps no more than the caller asks for.
//
// A prefix ends with a separator: "run/1/image" has the prefixes "run/" and "run/1/", and the empty
// prefix, which all keys have. Keys are arbitrary bytes. Two prefixes are either nested or
// disjoint, so a prefix is complete at the first key that does not begin with it.
package prefix

// Sum holds the totals of the entries of a prefix.
type Sum struct {
	Prefix     string
	Entries    int64
	KeyBytes   int64            // complete keys, including the prefix
	ValueBytes int64            // stored bytes, including tags
	Types      map[string]int64 // entries by type
}

// Bytes returns the size of keys and values together.
func (s *Sum) Bytes() int64 { return s.KeyBytes + s.ValueBytes }

// Add counts an entry of type kind whose stored value has size bytes.
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
