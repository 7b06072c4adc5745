// Package move renames keys: a single one, or all that begin with a prefix.
package move
