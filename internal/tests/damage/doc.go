// Package damage changes the files of a database at random, and has a process of its own open, read,
// compact and repair it: every value is one that was written, or an error.
package damage
