// Package arrays holds what a database needs from package ndarray and other programs do not: views
// of many arrays with one header, arrays that take over the memory they were received in, and
// copies and transfers straight into a caller's slice. It is built on the exported functions of
// ndarray and on package mem.
package arrays
