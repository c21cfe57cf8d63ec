// Package lru keeps keys in the order in which they were last used.
package lru

type node struct {
	key        string
	prev, next *node
}

// List is a doubly linked list with an index, so that all operations take constant time.
type List struct {
	root  node
	index map[string]*node
}

// NewList returns an empty list.
func NewList() *List {
	l := &List{index: map[string]*node{}}
	l.root.prev, l.root.next = &l.root, &l.root
	return l
}

// Touch makes the key the most recently used one, adding it where it is new.
func (l *List) Touch(key string) {
	n, found := l.index[key]
	if found {
		unlink(n)
	} else {
		n = &node{key: key}
		l.index[key] = n
	}
	n.prev, n.next = &l.root, l.root.next
	n.prev.next, n.next.prev = n, n
}

// Remove forgets a key.
func (l *List) Remove(key string) {
	if n, found := l.index[key]; found {
		unlink(n)
		delete(l.index, key)
	}
}

// Oldest returns the key that was not used for the longest time.
func (l *List) Oldest() (string, bool) {
	if len(l.index) == 0 {
		return "", false
	}
	return l.root.prev.key, true
}

// Len returns the number of keys.
func (l *List) Len() int { return len(l.index) }

func unlink(n *node) {
	n.prev.next, n.next.prev = n.next, n.prev
}
