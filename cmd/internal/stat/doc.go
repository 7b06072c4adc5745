// Package stat gathers the statistics of a database: entries by type and prefix, dtypes and shapes
// of arrays, and the use of the disk by level, compression and filter.
package stat
