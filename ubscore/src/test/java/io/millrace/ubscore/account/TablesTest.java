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
        }
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
