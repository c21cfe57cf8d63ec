package stats

import "testing"

func TestHitRate(t *testing.T) {
	var c Counter
	if c.HitRate() != 0 {
		t.Error("no lookups should give 0")
	}
	for _, hit := range []bool{true, true, true, false} {
		c.Record(hit)
	}
	if got := c.HitRate(); got != 0.75 {
		t.Errorf("hit rate is %v, want 0.75", got)
	}
}
