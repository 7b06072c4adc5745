//go:build !linux

package testcluster

import "syscall"

// endWithParent does nothing here: a cluster stays if its test is killed.
func endWithParent() *syscall.SysProcAttr { return nil }
