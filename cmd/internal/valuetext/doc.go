// Package valuetext converts stored values to text and JSON, and text and files to stored values.
package valuetext
