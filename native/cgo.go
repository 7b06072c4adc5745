package native

// libleveldb is built with -fno-rtti, so it exports no type information. A class that derives from
// one of LevelDB's own refers to that of its base, and does not link unless it is also compiled
// with -fno-rtti. Exceptions stay enabled: see "Exceptions" in shim.cc.

// #cgo CXXFLAGS: -std=c++17 -O2 -fno-rtti
// #cgo LDFLAGS: -lleveldb
import "C"
