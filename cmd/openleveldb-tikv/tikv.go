package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/openleveldb/openleveldb/cluster"
	"github.com/openleveldb/openleveldb/leveldb"
)

// tikv implements cli.Cluster.
type tikv struct{}

func (tikv) Parse(address string) (pd []string, name string, err error) {
	return cluster.ParseAddress(address)
}

func (tikv) Open(ctx context.Context, pd []string, name string, o *leveldb.Options) (*leveldb.DB, error) {
	options, err := fromEnvironment()
	if err != nil {
		return nil, err
	}
	options.ReadOnly, options.ErrorIfMissing, options.ErrorIfExists = o.ReadOnly, o.ErrorIfMissing, o.ErrorIfExists
	options.Logger, options.Write = o.Logger, o.Write
	return cluster.Open(ctx, pd, name, options)
}

func (tikv) List(ctx context.Context, pd []string) ([]string, error) {
	options, err := fromEnvironment()
	if err != nil {
		return nil, err
	}
	return cluster.List(ctx, pd, options)
}

func (tikv) Destroy(ctx context.Context, pd []string, name string) error {
	options, err := fromEnvironment()
	if err != nil {
		return err
	}
	return cluster.Destroy(ctx, pd, name, options)
}

// The environment variables that configure connections. There are no flags for them, because every
// command would need all of them.
const (
	variableCA      = "OPENLEVELDB_TIKV_CA"
	variableCert    = "OPENLEVELDB_TIKV_CERT"
	variableKey     = "OPENLEVELDB_TIKV_KEY"
	variableTimeout = "OPENLEVELDB_TIKV_TIMEOUT"
)

// fromEnvironment returns the options that the environment sets.
func fromEnvironment() (*cluster.Options, error) {
	o := &cluster.Options{}
	tls := cluster.TLS{CA: os.Getenv(variableCA), Cert: os.Getenv(variableCert), Key: os.Getenv(variableKey)}
	if (tls.Cert == "") != (tls.Key == "") {
		return nil, fmt.Errorf("%s and %s must be set together", variableCert, variableKey)
	}
	if tls.CA == "" && tls.Cert != "" {
		return nil, fmt.Errorf("%s is needed with %s", variableCA, variableCert)
	}
	if tls.CA != "" {
		o.TLS = &tls
	}
	if text := os.Getenv(variableTimeout); text != "" {
		timeout, err := time.ParseDuration(text)
		if err != nil || timeout <= 0 {
			return nil, fmt.Errorf("%s is %q; expected a duration such as 30s", variableTimeout, text)
		}
		o.Timeout = timeout
	}
	return o, nil
}
