package daemon

import (
	"crypto/tls"
	"fmt"
	"os"
	"sync/atomic"

	"github.com/openleveldb/openleveldb/internal/secret"
)

// Certificate is loaded from two files.
type Certificate struct {
	Cert, Key string
	current   atomic.Pointer[tls.Certificate]
}

func (c *Certificate) Load() error {
	cert, err := os.ReadFile(c.Cert)
	if err != nil {
		return fmt.Errorf("certificate %q: %w", c.Cert, err)
	}
	key, err := secret.Read(c.Key, 1<<20)
	if err != nil {
		return fmt.Errorf("key %q of the certificate: %w", c.Key, err)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return fmt.Errorf("certificate %q: %w", c.Cert, err)
	}
	c.current.Store(&pair)
	return nil
}

func (c *Certificate) Get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return c.current.Load(), nil
}
