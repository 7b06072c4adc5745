package testcluster

import "syscall"

// endWithParent lets the kernel kill a child when its parent has ended, however that ended.
func endWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
