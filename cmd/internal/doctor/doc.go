// Package doctor finds what is wrong with a database and reports why it matters and what to do.
package doctor
