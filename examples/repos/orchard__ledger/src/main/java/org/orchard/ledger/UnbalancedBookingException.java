package org.orchard.ledger;

/** The entries of a booking do not add up to zero. */
public class UnbalancedBookingException extends RuntimeException {
    private final Money difference;

    public UnbalancedBookingException(Money difference) {
        super("booking is off by " + difference);
        this.difference = difference;
    }

    public Money difference() {
        return difference;
    }
}
