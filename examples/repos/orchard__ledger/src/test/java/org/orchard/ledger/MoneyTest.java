package org.orchard.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MoneyTest {
    @Test
    void addsCents() {
        assertEquals(new Money(350, "NOK"), new Money(100, "NOK").plus(new Money(250, "NOK")));
    }

    @Test
    void refusesAnotherCurrency() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Money(1, "NOK").plus(new Money(1, "SEK")));
    }

    @Test
    void printsTwoDecimals() {
        assertEquals("12.05 NOK", new Money(1205, "NOK").toString());
    }
}
