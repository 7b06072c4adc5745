// Package cluster stores databases in a TiKV cluster, behind the same *leveldb.DB as a directory:
//
//	db, err := cluster.Open(ctx, []string{"pd1:2379", "pd2:2379"}, "runs", nil)
//	defer db.Close()
//	err = db.Put("k", array)
//
// A cluster holds any number of databases, each with a name. Any number of processes may have a
// database open for reading and writing at the same time.
//
// # Consistency
//
// A write is one transaction: it is atomic, and durable on a majority of the replicas when the call
// returns. Writers never lock each other out; of two concurrent writes to a key, the one that
// commits last wins. A read of one key returns the latest committed value. Loops, Lookup and
// Snapshot read the state of the entire database at one timestamp of the cluster.
//
// An open snapshot holds back the garbage collection of programs that respect service safe points,
// such as TiDB, BR and this package. If another program collects the state of a snapshot anyway,
// its reads return ErrExpired, never a wrong result.
//
// # Failures
//
// The client retries on other replicas until Options.Timeout. A read then fails with
// ErrUnavailable. A failed write was not done, unless the error is ErrOutcomeUnknown.
//
// # Limits
//
// Keys have at most about 7 KiB, values 1 GiB, and batches 100 MiB without the values that are
// longer than Options.InlineSize. Larger ones fail with ErrTooLarge before anything is sent.
//
// # Layout
//
// The keys of TiKV begin with "oldb" and the number of the database (4 bytes, big-endian). Number 0
// is the catalog:
//
//	oldb 0 'n' name          number, flags and creation time of a database: see databaseInfo
//	oldb 0 'l'               the last number that was assigned, 4 bytes
//	oldb 0 'x' number        a destroyed database: the timestamp of its destruction, 8 bytes
//	oldb N 'd' key           the value of a key: inline, or the head of a large value
//	oldb N 'o' key           a copy of that head; exists only for large values
//	oldb N 'c' id            the record of a large value: see record
//	oldb N 'c' id number     a chunk of a large value; number is 4 bytes, big-endian
//
// The value of a 'd' key begins with a byte that distinguishes the two forms:
//
//	offset 0   0: the value follows; 1: a head follows
//	offset 1   id of the chunks, 8 bytes
//	offset 9   length of the value, 8 bytes, big-endian
//	offset 17  length of a chunk, 4 bytes, big-endian; the last chunk may be shorter
//
// Chunks are written in transactions of their own, after the record and before the head. They are
// never changed, and no id is used twice. The transaction that writes the head also rewrites the
// record, so it conflicts with a Compact that takes the writer for dead and removes the chunks. A
// transaction that replaces or deletes large values removes up to 4096 of their chunks; Compact
// removes the others.
package cluster
