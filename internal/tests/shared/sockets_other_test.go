//go:build !linux

package shared_test

import "errors"

func noSocketsRole(job) (any, error) { return nil, errors.New("only for Linux") }
