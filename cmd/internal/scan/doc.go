// Package scan reads all entries of a database once, without copying values, and reports progress.
package scan
