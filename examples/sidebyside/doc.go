// Package sidebyside compares programs that do the same with Plyvel in Python, with goleveldb, and
// with this library. SIDEBYSIDE.md shows them. The tests run them, compare what they print, and
// count their lines.
package sidebyside
