package native

/*
#include <leveldb/c.h>
*/
import "C"

import (
	"runtime"
	"sync"
)

// BlockCache is a cache of decompressed blocks that several databases share; see
// Options.BlockCache. It does not need to be closed. Its memory is freed once the BlockCache is
// unreachable, the databases that used it are closed, and their borrowed values are released.
//
// A BlockCache is safe for concurrent use by multiple goroutines.
type BlockCache struct{ *blockCache }

// blockCache must not refer to the BlockCache, so that an unreachable BlockCache can be collected.
type blockCache struct {
	bytes int

	mu    sync.Mutex
	c     *C.leveldb_cache_t // nil until a database uses it
	users int                // open databases, and the BlockCache
}

// NewBlockCache returns a cache of the given size in bytes. A cache of size 0 holds nothing. It
// allocates no memory before a database uses it.
func NewBlockCache(bytes int) *BlockCache {
	cache := &BlockCache{&blockCache{bytes: bytes, users: 1}}
	runtime.AddCleanup(cache, func(c *blockCache) { c.release() }, cache.blockCache)
	return cache
}

// Size returns the size with which the cache was made, in bytes.
func (c *BlockCache) Size() int { return c.bytes }

// acquire returns the C++ object, which is valid until release. The caller must keep the BlockCache
// reachable.
func (c *blockCache) acquire() *C.leveldb_cache_t {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.c == nil {
		c.c = C.leveldb_cache_create_lru(C.size_t(c.bytes))
	}
	c.users++
	return c.c
}

// release drops one use, and frees the C++ object with the last. It may be called on nil.
func (c *blockCache) release() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.users--; c.users == 0 && c.c != nil {
		C.leveldb_cache_destroy(c.c)
		c.c = nil
	}
}
