// Package crash kills processes that write to a local database, at random moments, and checks that
// what was acknowledged is there afterwards, for Go and for Python. Package processes does the same
// to servers.
package crash
