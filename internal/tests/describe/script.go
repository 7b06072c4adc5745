package describe

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Source is the text of the script.
//
//go:embed testdata/interop.py
var Source string

// Modules are the modules that the script imports and may be missing.
var Modules = []string{"plyvel", "numpy", "rapidjson"}

// Config holds how both sides use a database.
type Config struct {
	Snappy, Bloom bool
	Compact       bool // the writer compacts before it closes; otherwise the log holds everything
}

func (c Config) String() string {
	return fmt.Sprintf("snappy=%v/bloom=%v/compact=%v", c.Snappy, c.Bloom, c.Compact)
}

// largeWriteBuffer is large enough to keep everything that a test writes in the log.
const largeWriteBuffer = 256 << 20

// Options returns the options of the Go side.
func (c Config) Options() *leveldb.Options {
	o := &leveldb.Options{}
	if !c.Snappy {
		o.Compression = leveldb.NoCompression
	}
	if c.Bloom {
		o.BloomFilterBits = 10
	}
	if !c.Compact {
		o.WriteBufferSize = largeWriteBuffer
	}
	return o
}

// Script returns the configuration for the script; more adds to it.
func (c Config) Script(t testing.TB, more map[string]any) string {
	config := map[string]any{"compression": "", "bloom": 0, "compact": c.Compact}
	if c.Snappy {
		config["compression"] = "snappy"
	}
	if c.Bloom {
		config["bloom"] = 10
	}
	if !c.Compact {
		config["write_buffer"] = largeWriteBuffer
	}
	for name, value := range more {
		config[name] = value
	}
	text, err := json.Marshal(config)
	require.NoError(t, err)
	return string(text)
}

// Run runs one command of the script and returns its lines.
func Run(t testing.TB, stdin []byte, command, path, config string) []string {
	t.Helper()
	out := strings.TrimSuffix(string(python.Run(t, Modules, Source, stdin, command, path, config)), "\n")
	if out == "" {
		return nil
	}
	return strings.Split(out, "\n")
}
