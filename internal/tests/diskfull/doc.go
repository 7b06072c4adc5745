// Package diskfull writes to databases until the disk is full: a file system in memory, where the
// test may mount one, and a limit on the size of files. Its tests are for Linux.
package diskfull
