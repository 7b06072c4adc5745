// Package pagecache shows and empties the part of the system's page cache that holds given files,
// for tests and benchmarks of reads that need the disk. It works on Linux.
package pagecache
