package codec

import (
	"fmt"
	"math/big"

	"github.com/openleveldb/openleveldb/internal/jsontext"
)

func appendJSONString(dst []byte, s string) ([]byte, error) {
	dst, ok := jsontext.AppendString(dst, s)
	if !ok {
		return dst, errUTF8(s)
	}
	return dst, nil
}

func appendJSONBigInt(dst []byte, n *big.Int) ([]byte, error) {
	// A bit is 0.30103 digits. Check the limit first, since converting a large integer to digits
	// takes quadratic time.
	if n.BitLen() > jsontext.MaxDigits*4 {
		return dst, errDigits(n)
	}
	start := len(dst)
	dst = n.Append(dst, 10)
	digits := len(dst) - start
	if n.Sign() < 0 {
		digits--
	}
	if digits > jsontext.MaxDigits {
		return dst[:start], errDigits(n)
	}
	return dst, nil
}

func errDigits(n *big.Int) error {
	return fmt.Errorf("codec: encode %s: %w: JSON integers have at most %d digits", describeBig(n), ErrUnsupported, jsontext.MaxDigits)
}
