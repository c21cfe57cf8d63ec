package org.orchard.ledger;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Bookings whose entries always add up to zero. */
public class Ledger {
    private final String currency;
    private final List<Entry> entries = new ArrayList<>();

    public Ledger(String currency) {
        this.currency = currency;
    }

    /** Adds all entries of a booking, or none of them. */
    public void book(List<Entry> booking) {
        Money sum = Money.zero(currency);
        for (Entry entry : booking) {
            sum = sum.plus(entry.amount());
        }
        if (!sum.equals(Money.zero(currency))) {
            throw new UnbalancedBookingException(sum);
        }
        entries.addAll(booking);
    }

    public void transfer(LocalDate date, String from, String to, Money amount, String text) {
        Entry gain = new Entry(date, to, amount, text);
        book(List.of(gain, gain.counterpart(from)));
    }

    public Money balance(String account) {
        return entries.stream()
                .filter(entry -> entry.account().equals(account))
                .map(Entry::amount)
                .reduce(Money.zero(currency), Money::plus);
    }

    /** Balances of all accounts that have entries, by name. */
    public SortedMap<String, Money> balances() {
        SortedMap<String, Money> result = new TreeMap<>();
        for (Entry entry : entries) {
            result.merge(entry.account(), entry.amount(), Money::plus);
        }
        return result;
    }
}
