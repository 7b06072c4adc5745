// Package shared tests databases that many processes have open at once with leveldb.Options.Shared,
// while the process that serves the others is killed, stopped and closed.
package shared
