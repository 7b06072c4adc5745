// Package damage changes the files of a database at random, and opens, reads, compacts and repairs
// it in a separate process. Every value that is read must be one that was written; otherwise the
// result must be an error.
package damage
