package cluster

import (
	"log/slog"
	"time"

	"github.com/tikv/client-go/v2/config"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Options configure how [Open] connects and how it opens the database. nil and the zero value
// select the defaults. Sizes are in bytes.
type Options struct {
	// TLS configures encrypted connections to PD and TiKV. Default: none.
	TLS *TLS
	// Timeout is the maximum time for a request, including its retries on other replicas: a read of
	// one key, a page of a loop, the commit of a transaction, a chunk of a large value. It does not
	// limit calls that make several requests; use DB.WithContext for that. Default 60 s, which
	// includes the election of a new leader after the loss of a store.
	//
	// The TiKV client has limits of its own, which a longer Timeout does not raise: it gives up the
	// read of one small value after 20 s of retries, and each of the two phases of a commit after
	// 40 s.
	Timeout time.Duration
	// Logger receives the messages of the TiKV client. The client has one logger per process: that
	// of the last Open that set one. Default: messages are discarded. The messages of gRPC are
	// always discarded, unless the program sets a logger with package grpclog.
	Logger *slog.Logger

	ReadOnly       bool // refuse every write with ErrReadOnly, and never create a database
	ErrorIfMissing bool // do not create a database: fail with fs.ErrNotExist if it does not exist
	ErrorIfExists  bool // fail with fs.ErrExist if the database already exists

	// GCLifeTime is how long Compact keeps overwritten and deleted values of the whole cluster.
	// Open snapshots hold it back, and so do loops and cursors that are open for longer than about
	// ten seconds. It has no effect in a cluster with TiDB, which collects garbage itself. Default
	// 10 minutes; at least 10 s. With a negative value, Compact does not collect garbage.
	GCLifeTime time.Duration
	// MaxKeySize is the setting storage.max-key-size of the TiKV servers. It limits the encoded
	// key, which is about an eighth longer. Default 8 KiB, TiKV's default; before TiKV 5.3, it was
	// 4 KiB.
	MaxKeySize int

	// InlineSize is the size of the largest value that is stored next to its key. Longer ones are
	// stored in chunks of ChunkSize. Databases and values with different sizes can be mixed.
	// Defaults 32 KiB and 256 KiB.
	InlineSize, ChunkSize int

	Read  leveldb.ReadOptions  // for every read, unless overridden by DB.WithReadOptions
	Write leveldb.WriteOptions // for every write, unless overridden by DB.WithWriteOptions

	// Codec converts values to stored bytes and back. Default codec.Default, the format that the
	// Python package reads.
	Codec codec.Codec
}

// TLS names files in PEM format.
type TLS struct {
	CA        string // certificates of the authorities that sign those of the servers; required
	Cert, Key string // certificate and key of this client; empty if the servers require none
}

const (
	defaultTimeout    = time.Minute
	defaultGCLifeTime = 10 * time.Minute
	defaultMaxKeySize = 8 << 10
	defaultInlineSize = 32 << 10
	defaultChunkSize  = 256 << 10

	// cautiousSize is the size of a response if every value has InlineSize: see cautious.
	cautiousSize = 8 << 20

	// minGCLifeTime is much longer than uncheckedTime, so that reads may begin without a check.
	minGCLifeTime = 10 * time.Second

	// maxInlineSize and maxChunkSize leave room for the overhead of a message in TiKV's limit of
	// 8 MiB for a log entry (raftstore.raft-entry-max-size).
	maxInlineSize = 4 << 20
	maxChunkSize  = 4 << 20
)

// complete returns the options with defaults filled in.
func (o *Options) complete() (Options, error) {
	var c Options
	if o != nil {
		c = *o
	}
	if c.Timeout <= 0 {
		c.Timeout = defaultTimeout
	}
	if c.GCLifeTime == 0 {
		c.GCLifeTime = defaultGCLifeTime
	} else if c.GCLifeTime > 0 {
		c.GCLifeTime = max(c.GCLifeTime, minGCLifeTime)
	}
	if t := c.TLS; t != nil && (t.CA == "" || (t.Cert == "") != (t.Key == "")) {
		return c, invalid("Options.TLS: CA is required, and Cert and Key require each other")
	}
	for _, size := range []struct {
		value         *int
		normal, limit int
		name          string
	}{
		{&c.MaxKeySize, defaultMaxKeySize, 1 << 20, "MaxKeySize"},
		{&c.InlineSize, defaultInlineSize, maxInlineSize, "InlineSize"},
		{&c.ChunkSize, defaultChunkSize, maxChunkSize, "ChunkSize"},
	} {
		if *size.value == 0 {
			*size.value = size.normal
		}
		if *size.value < 0 || *size.value > size.limit {
			return c, invalid("Options.%s is %d; must be at most %d", size.name, *size.value, size.limit)
		}
	}
	return c, nil
}

// cautious returns the number of entries to request while nothing is known of their sizes.
func (o *Options) cautious() int { return max(16, cautiousSize/o.InlineSize) }

// security returns the files in the form of the client.
func (t *TLS) security() config.Security {
	if t == nil {
		return config.Security{}
	}
	return config.NewSecurity(t.CA, t.Cert, t.Key, nil)
}
