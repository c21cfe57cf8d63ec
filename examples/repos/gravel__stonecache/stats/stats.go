// Package stats counts what a cache does.
package stats

import "sync/atomic"

// Counter counts hits and misses without a lock.
type Counter struct {
	hits, misses atomic.Int64
}

// Record notes one lookup.
func (c *Counter) Record(hit bool) {
	if hit {
		c.hits.Add(1)
	} else {
		c.misses.Add(1)
	}
}

// HitRate returns the share of lookups that hit, 0 where there were none.
func (c *Counter) HitRate() float64 {
	hits, misses := c.hits.Load(), c.misses.Load()
	if hits+misses == 0 {
		return 0
	}
	return float64(hits) / float64(hits+misses)
}
