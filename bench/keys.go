package bench

import "fmt"

// keySize is the length of every key in bytes, the default of db_bench.
const keySize = 16

// Keys holds keys in ascending order. They are created beforehand in all forms that stores take, so
// that no store is charged for a conversion.
type Keys struct {
	text  string // concatenated keys
	bytes []byte // the same
}

// PresentKeys returns the keys of a database with count entries. They are the even numbers as 16
// decimal digits.
func PresentKeys(count int) Keys { return makeKeys(count, 0) }

// MissingKeys returns keys that are not in a database of count entries. They are the odd numbers,
// so that each lies next to an existing key, inside a block.
func MissingKeys(count int) Keys { return makeKeys(count, 1) }

func makeKeys(count, odd int) Keys {
	b := make([]byte, 0, count*keySize)
	for i := range count {
		b = fmt.Appendf(b, "%0*d", keySize, 2*i+odd)
	}
	return Keys{text: string(b), bytes: b}
}

// Len returns the number of keys.
func (k Keys) Len() int { return len(k.bytes) / keySize }

// Text returns key i.
func (k Keys) Text(i uint32) string { return k.text[int(i)*keySize:][:keySize] }

// Bytes returns key i. It is borrowed and must not be modified.
func (k Keys) Bytes(i uint32) []byte { return k.bytes[int(i)*keySize:][:keySize:keySize] }
