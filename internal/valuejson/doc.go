// Package valuejson writes stored values and keys as JSON that any parser reads, for the command
// line and for the server.
package valuejson
