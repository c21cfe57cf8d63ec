// Package wire names the messages that two caches exchange.
package wire

// Kind is the first byte of a message.
type Kind uint8

// The kinds of messages.
const (
	Put Kind = iota
	Get
	Drop
	Ack
)
