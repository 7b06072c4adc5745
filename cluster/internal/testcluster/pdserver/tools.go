//go:build tools

// Package pdserver names PD's command, which package testcluster builds, for go.mod.
package pdserver

import _ "github.com/tikv/pd/cmd/pd-server"
