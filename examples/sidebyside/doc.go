// Package sidebyside compares equivalent programs that use Plyvel in Python, goleveldb, and this
// library. SIDEBYSIDE.md shows them. The tests run them, compare their output, and count their
// lines.
package sidebyside
