package org.orchard.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final LocalDate DAY = LocalDate.of(2024, 5, 17);
    private final Ledger ledger = new Ledger("NOK");

    @Test
    void aTransferMovesMoneyFromOneAccountToTheOther() {
        ledger.transfer(DAY, "apples", "cash", new Money(500, "NOK"), "market");
        assertEquals(new Money(500, "NOK"), ledger.balance("cash"));
        assertEquals(new Money(-500, "NOK"), ledger.balance("apples"));
    }

    @Test
    void anUnbalancedBookingLeavesNoTrace() {
        Entry lonely = new Entry(DAY, "cash", new Money(1, "NOK"), "found on the street");
        assertThrows(UnbalancedBookingException.class, () -> ledger.book(List.of(lonely)));
        assertEquals(0, ledger.balances().size());
    }
}
