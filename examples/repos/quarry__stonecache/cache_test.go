package stonecache

import (
	"testing"
	"time"

	"quarry.invalid/stonecache/internal/clock"
)

func TestTheLeastRecentlyUsedItemIsEvicted(t *testing.T) {
	c := New[int](2, time.Hour)
	c.Put("a", 1)
	c.Put("b", 2)
	c.Get("a")
	c.Put("c", 3)
	if _, ok := c.Get("b"); ok {
		t.Error("b should have been evicted")
	}
	if value, ok := c.Get("a"); !ok || value != 1 {
		t.Errorf("a is %d, %v", value, ok)
	}
}

func TestItemsExpire(t *testing.T) {
	now := &clock.Manual{}
	c := NewWithClock[int](2, time.Minute, now)
	c.Put("a", 1)
	now.Advance(2 * time.Minute)
	if _, ok := c.Get("a"); ok {
		t.Error("a should have expired")
	}
}
