package daemon

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// write creates a certificate with a serial number.
func write(t *testing.T, cert, key string, serial int64) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), NotAfter: time.Now().Add(time.Hour)}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	require.NoError(t, err)
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}), 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded}), 0o600))
}

// Load replaces a certificate. If it fails, the previous one stays in use.
func TestCertificate(t *testing.T) {
	c := &Certificate{Cert: filepath.Join(t.TempDir(), "cert"), Key: filepath.Join(t.TempDir(), "key")}
	require.ErrorIs(t, c.Load(), os.ErrNotExist)
	serial := func() int64 {
		pair, err := c.Get(nil)
		require.NoError(t, err)
		leaf, err := x509.ParseCertificate(pair.Certificate[0])
		require.NoError(t, err)
		return leaf.SerialNumber.Int64()
	}
	for _, n := range []int64{1, 2} {
		write(t, c.Cert, c.Key, n)
		require.NoError(t, c.Load())
		assert.Equal(t, n, serial())
	}
	require.NoError(t, os.Chmod(c.Key, 0o644))
	assert.Error(t, c.Load(), "others may read the key")
	require.NoError(t, os.Remove(c.Key))
	assert.ErrorIs(t, c.Load(), os.ErrNotExist)
	write(t, filepath.Join(t.TempDir(), "other"), c.Key, 3)
	assert.Error(t, c.Load(), "the key of another certificate")
	assert.EqualValues(t, 2, serial())
}

func TestHandleSignals(t *testing.T) {
	for _, c := range []struct {
		signal  os.Signal
		reload  []func() error
		stops   int
		message string
	}{
		{syscall.SIGTERM, nil, 1, "stopping"}, {syscall.SIGHUP, nil, 1, "stopping"},
		{syscall.SIGHUP, []func() error{func() error { return nil }}, 0, "msg=reloaded"},
		{syscall.SIGHUP, []func() error{func() error { return errors.New("broken") }, func() error { return nil }}, 0, "error=broken"},
	} {
		var log strings.Builder
		signals := make(chan os.Signal, 1)
		signals <- c.signal
		close(signals)
		stops := 0
		HandleSignals(signals, slog.New(slog.NewTextHandler(&log, nil)), func() { stops++ }, c.reload)
		assert.Equal(t, c.stops, stops)
		assert.Contains(t, log.String(), c.message)
	}
}
