// Package stonecache is an in-memory cache with a size limit and a time to live.
package stonecache

import (
	"sync"
	"time"

	"quarry.invalid/stonecache/internal/clock"
	"quarry.invalid/stonecache/lru"
)

type item[V any] struct {
	value   V
	expires time.Time
}

// Cache maps strings to values.  It is safe for concurrent use.
type Cache[V any] struct {
	mu    sync.Mutex
	limit int
	ttl   time.Duration
	clock clock.Clock
	items map[string]item[V]
	order *lru.List
}

// New returns a cache of at most limit items that live for ttl.
func New[V any](limit int, ttl time.Duration) *Cache[V] {
	return NewWithClock[V](limit, ttl, clock.System{})
}

// NewWithClock is New for tests that decide what time it is.
func NewWithClock[V any](limit int, ttl time.Duration, c clock.Clock) *Cache[V] {
	return &Cache[V]{limit: limit, ttl: ttl, clock: c, items: map[string]item[V]{}, order: lru.NewList()}
}

// Put stores a value and evicts the least recently used one where the cache is full.
func (c *Cache[V]) Put(key string, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[key] = item[V]{value, c.clock.Now().Add(c.ttl)}
	c.order.Touch(key)
	for c.order.Len() > c.limit {
		oldest, _ := c.order.Oldest()
		c.drop(oldest)
	}
}

// Get returns the value of a key, unless it has expired.
func (c *Cache[V]) Get(key string) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.items[key]
	if ok && c.clock.Now().After(found.expires) {
		c.drop(key)
		ok = false
	}
	if !ok {
		var none V
		return none, false
	}
	c.order.Touch(key)
	return found.value, true
}

func (c *Cache[V]) drop(key string) {
	c.order.Remove(key)
	delete(c.items, key)
}
