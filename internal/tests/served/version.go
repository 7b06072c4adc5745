package served

import (
	"errors"
	"fmt"
)

// VersionArray returns the array that process p stores as its version v. Every element encodes
// both, so that a mixture is detected.
func VersionArray(p, v, length int) []float64 {
	a := make([]float64, length)
	for i := range a {
		a[i] = float64(p)*1e9 + float64(v)
	}
	return a
}

// CheckVersion returns the version of an array of process p.
func CheckVersion(a []float64, p int) (int, error) {
	if len(a) == 0 {
		return 0, errors.New("empty")
	}
	v := a[0] - float64(p)*1e9
	for i, x := range a {
		if x != a[0] || v < 0 || v >= 1e9 || v != float64(int(v)) {
			return 0, fmt.Errorf("torn: element %d of %d is %v, the first %v", i, len(a), x, a[0])
		}
	}
	return int(v), nil
}
