// Command stonecache measures how often a cache of a given size hits.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"time"

	"quarry.invalid/stonecache"
)

func main() {
	limit := flag.Int("limit", 100, "items that the cache holds")
	flag.Parse()

	cache := stonecache.New[struct{}](*limit, time.Hour)
	hits, total := 0, 0
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		total++
		if _, ok := cache.Get(lines.Text()); ok {
			hits++
			continue
		}
		cache.Put(lines.Text(), struct{}{})
	}
	fmt.Printf("%d of %d lookups hit\n", hits, total)
}
