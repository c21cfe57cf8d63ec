package lru

import "testing"

func TestOldestIsTheLeastRecentlyTouched(t *testing.T) {
	l := NewList()
	for _, key := range []string{"slate", "basalt", "slate", "marble"} {
		l.Touch(key)
	}
	if got, _ := l.Oldest(); got != "basalt" {
		t.Errorf("oldest is %q, want basalt", got)
	}
	if l.Len() != 3 {
		t.Errorf("length is %d, want 3", l.Len())
	}
}

func TestAnEmptyListHasNoOldest(t *testing.T) {
	l := NewList()
	l.Touch("chalk")
	l.Remove("chalk")
	if _, ok := l.Oldest(); ok {
		t.Error("a removed key is still there")
	}
}
