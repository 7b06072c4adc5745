// Package diff finds what differs between two databases, in one pass over both.
package diff
