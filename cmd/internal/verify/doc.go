// Package verify reads everything in a database and reports what is damaged.
package verify
