package io.millrace.ubscore.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The tables against the collections that they replace: few keys, so that everything collides, leaves and comes back. */
class TablesTest {
    @Test
    void shouldMapLikeAMap() {
        final Random random = new Random(1);
        final LongIndex index = new LongIndex(1);
        final Map<Long, Integer> map = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            final long key = random.nextInt(i < 100_000 ? 40 : 3_000) - 2;
            if (random.nextInt(5) < 2) {
                index.remove(key);
                map.remove(key);
            } else {
                index.put(key, i);
                map.put(key, i);
            }
            if (random.nextInt(1_000) == 0) {
                index.makeRoom();
            }
            final long other = random.nextInt(60) - 2;
            assertEquals(map.getOrDefault(other, LongIndex.MISSING), index.find(other));
            assertEquals(map.size(), index.count());
        }
        map.forEach((key, value) -> assertEquals(value, index.find(key)));
    }

    @Test
    void shouldOrderSlotsByDeadlineThenSlot() {
        final Random random = new Random(2);
        final SlotHeap heap = new SlotHeap();
        final Map<Integer, Long> deadlines = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            final int slot = random.nextInt(200);
            if (random.nextInt(3) == 0) {
                heap.remove(slot);
                deadlines.remove(slot);
            } else {
                final long deadlineUs = random.nextInt(50);
                heap.put(slot, deadlineUs);
                deadlines.put(slot, deadlineUs);
            }
            final TreeSet<Long> order = new TreeSet<>();
            deadlines.forEach((key, value) -> order.add(value << 32 | key));
            assertEquals(deadlines.size(), heap.count());
            if (!order.isEmpty()) {
                assertEquals(order.first() >>> 32, heap.firstDeadlineUs());
                assertEquals(order.first().intValue(), heap.firstSlot());
            }
        }
    }

    @Test
    void shouldRememberIdsInTheOrderInWhichTheyCame() {
        final Random random = new Random(3);
        final IdWindow window = new IdWindow(5, 2, 1, 100);
        final FixedText oldest = new FixedText(FixedText.CLIENT_ORDER_ID_LENGTH);
        final Map<String, Long> ids = new LinkedHashMap<>();
        final FixedText text = new FixedText(FixedText.CLIENT_ORDER_ID_LENGTH);
        for (int i = 0; i < 100_000; i++) {
            final long owner = random.nextInt(3);
            text.set("id-" + random.nextInt(100));
            final String key = owner + " " + text;
            final int place = window.find(owner, text);
            assertEquals(ids.containsKey(key), place != IdWindow.NONE);
            if (place != IdWindow.NONE) {
                assertEquals(ids.get(key), window.payload(place, 1));
            } else if (!window.isFull()) {
                window.payload(window.add(owner, text, i, i), 1, i);
                ids.put(key, (long) i);
            }
            if (random.nextInt(3) == 0 && !ids.isEmpty()) {
                final String first = ids.keySet().iterator().next();
                final long value = ids.remove(first);
                if (random.nextBoolean()) {
                    window.renewFirst(i);
                    ids.put(first, value);
                } else {
                    window.removeFirst();
                }
            }
            assertEquals(ids.size(), window.count());
            if (!ids.isEmpty()) {
                window.text(window.first(), oldest);
                assertEquals(ids.keySet().iterator().next(), window.owner(window.first()) + " " + oldest);
                assertEquals(0, window.ages()[window.first()]);
            }
        }
    }

    @Test
    void shouldFindOrdersByTheirNumbersHoweverManyFollow() {
        final Random random = new Random(4);
        final OrderPlaces places = new OrderPlaces(16);
        final Map<Long, Integer> map = new LinkedHashMap<>();
        final long before = 7L << 44;
        long number = before;
        for (int i = 0; i < 100_000; i++) {
            if (i == 50_000) {
                places.reserve(64);
            }
            if (random.nextInt(3) > 0) {
                number += random.nextInt(100) == 0 ? 1 + random.nextInt(200) : 1;
                places.put(number, i);
                map.put(number, i);
            } else {
                final long id = number - random.nextInt(120);
                if (random.nextBoolean()) {
                    places.put(id, i);
                    map.put(id, i);
                } else {
                    places.remove(id);
                    map.remove(id);
                }
            }
            final long other = number + 2 - random.nextInt(200);
            assertEquals(map.getOrDefault(other, OrderPlaces.MISSING), places.find(other));
        }
        map.forEach((id, place) -> assertEquals(place, places.find(id)));
    }

    @Test
    void shouldFindAccountsByIdsThatAreDenseOrFarApart() {
        final Random random = new Random(5);
        final AccountTable accounts = new AccountTable(1, 10_000);
        final Map<Long, Integer> slots = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            final int bits = 1 + random.nextInt(62);
            final long id = random.nextInt(3) == 0 ? random.nextLong() >>> bits : random.nextInt(20_000) - 5;
            if (!slots.containsKey(id)) {
                slots.put(id, accounts.add(id));
            }
            if (random.nextInt(1_000) == 0) {
                accounts.makeRoom();
            }
            final long other = random.nextInt(20_010) - 7;
            assertEquals(slots.getOrDefault(other, AccountTable.NONE), accounts.find(other));
        }
        slots.forEach((id, slot) -> assertEquals(slot, accounts.find(id)));
    }

    @Test
    void shouldFindBalancesThatOverflowAnAccountsRow() {
        final AccountTable accounts = new AccountTable(1, 10);
        final BalanceTable balances = new BalanceTable(accounts, 1_000);
        for (int account = 0; account < 10; account++) {
            accounts.add(100 + account);
        }
        for (int assetId = 1; assetId <= 80; assetId++) {
            for (int account = 0; account < 10; account++) {
                assertEquals(BalanceTable.NONE, balances.find(account, assetId));
                balances.amounts(balances.add(account, assetId), assetId, account);
            }
        }
        for (int account = 0; account < 10; account++) {
            int assetId = 0;
            for (int slot = balances.first(account); slot != BalanceTable.NONE; slot = balances.next(slot)) {
                assertEquals(++assetId, balances.assetId(slot));
                assertEquals(account, balances.account(slot));
                assertEquals(slot, balances.find(account, assetId));
                assertEquals(assetId, balances.available(slot));
                assertEquals(account, balances.held(slot));
            }
            assertEquals(80, assetId);
        }
        assertEquals(false, balances.hasRoom(201));
        assertEquals(true, balances.hasRoom(200));
    }
}
