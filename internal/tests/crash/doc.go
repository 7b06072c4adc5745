// Package crash kills processes that write to a local database, at random moments, and checks that
// all acknowledged writes are present afterwards, with Go and with Python. Package processes does
// the same with servers.
package crash
