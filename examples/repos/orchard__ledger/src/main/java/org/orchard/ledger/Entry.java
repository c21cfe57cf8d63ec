package org.orchard.ledger;

import java.time.LocalDate;

/** One side of a booking: what an account gains, or loses where the amount is negative. */
public record Entry(LocalDate date, String account, Money amount, String text) {
    public Entry {
        if (account.isBlank()) {
            throw new IllegalArgumentException("an entry needs an account");
        }
    }

    /** The same amount in the other direction, booked on another account. */
    public Entry counterpart(String otherAccount) {
        return new Entry(date, otherAccount, amount.negated(), text);
    }
}
