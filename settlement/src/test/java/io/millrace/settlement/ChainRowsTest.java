package io.millrace.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schema.sbe.ChainEventKind;
import io.millrace.settlement.fault.MemoryStore;
import io.millrace.settlement.ledger.Breach;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.Table;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the records of chain.events come to in the tables, and what halts. */
class ChainRowsTest {
    private static final long CHAIN = 31_337;
    private static final int PART = (int) (CHAIN % ChainScript.PARTITIONS);

    private final ExchangeScript script = new ExchangeScript().genesis();
    private final ChainScript chain = new ChainScript();
    private final MemoryStore store = new MemoryStore();

    private Settler settler() {
        for (int partition = 0; partition < ChainScript.PARTITIONS; partition++) {
            script.chainRecords.get(partition).clear();
            script.chainRecords.get(partition).addAll(chain.records.get(partition));
        }
        return new Settler(store, script, new Random(1));
    }

    private Map<String, Object> only(final Table table) {
        final List<Map<String, Object>> rows = store.rows(table);
        assertEquals(1, rows.size(), table + " " + rows);
        return rows.get(0);
    }

    @Test
    void shouldKeepADepositInItsLastState() {
        chain.deposit(CHAIN, 1, ExchangeScript.USDT, "PENDING");
        chain.deposit(CHAIN, 1, ExchangeScript.USDT, "FAILED");
        settler().finish();
        final Map<String, Object> row = only(Table.DEPOSITS);
        assertEquals(1001L, row.get("user_id"));
        assertEquals("USDT", row.get("asset"));
        assertEquals(new BigDecimal("1.234567"), row.get("amount"));
        assertEquals(new BigDecimal("1234567890"), row.get("chain_amount"));
        assertEquals(new BigDecimal("890"), row.get("rest"));
        assertEquals("FAILED", row.get("status"));
        assertEquals("REORG", row.get("reason"));
        assertEquals(2L, row.get("chain_sequence"));
        assertEquals("FAILED", only(Table.DEPOSITS_BY_TX).get("status"));
    }

    @Test
    void shouldListADepositOfNobodyByItsTransactionAlone() {
        chain.deposit(CHAIN, 0, 0, "FAILED");
        settler().finish();
        assertTrue(store.rows(Table.DEPOSITS).isEmpty());
        assertEquals(0L, only(Table.DEPOSITS_BY_TX).get("user_id"));
    }

    @Test
    void shouldTakeBackWhatAReorganisationTakesBack() {
        chain.payment(CHAIN, 1, "SUBMITTED");
        chain.payment(CHAIN, 1, "PENDING");
        settler().finish();
        final Map<String, Object> row = only(Table.WITHDRAWAL_PAYMENTS);
        assertEquals("PENDING", row.get("status"));
        assertEquals(-1L, row.get("tx_nonce"));
        assertEquals("", row.get("tx_hash"));
        assertEquals(0L, row.get("height"));
    }

    @Test
    void shouldTellWhichBatchATradeIsIn() {
        chain.batch(CHAIN, 1, 2, "SETTLED");
        settler().finish();
        final Map<String, Object> row = only(Table.SETTLEMENT_BATCHES);
        assertEquals("SETTLED", row.get("status"));
        assertEquals(2, row.get("trade_count"));
        assertEquals(1, row.get("leg_count"));
        assertEquals(7L, row.get("batch_id"));
        assertEquals(50_000L, row.get("gas_used"));
        assertEquals(
                List.of("ETH_BTC 80001 1", "ETH_USDT 40001 0"),
                store.rows(Table.TRADE_BATCHES).stream()
                        .map(each -> each.get("instrument") + " " + each.get("trade_id") + " " + each.get("bucket"))
                        .sorted()
                        .toList());
    }

    @Test
    void shouldWaitForTheDefinitionOfWhatARecordNames() {
        chain.place(CHAIN, 1);
        chain.deposit(CHAIN, 1, 9, "PENDING");
        chain.place(CHAIN, 2);
        final Settler settler = settler();
        for (int step = 0; step < 1_000; step++) {
            settler.step();
            settler.answerAll();
        }
        assertFalse(settler.chains.isDone());
        assertEquals(1, store.sequence(Stream.CHAIN_EVENTS, PART));
        assertTrue(store.rows(Table.DEPOSITS).isEmpty());
    }

    @Test
    void shouldHaltWhenARecordIsOfAnUnknownKind() {
        chain.add(CHAIN, ChainEventKind.NULL_VAL, List.of(), List.of());
        final String message = assertThrows(Breach.class, settler()::finish).getMessage();
        assertTrue(message.contains("a newer settlement is needed"), message);
    }

    @Test
    void shouldHaltWhenTwoServicesWroteOneChain() {
        chain.place(CHAIN, 1);
        chain.place(CHAIN, 2);
        final List<byte[]> records = chain.records.get(PART);
        records.add(records.get(0));
        final String message = assertThrows(Breach.class, settler()::finish).getMessage();
        assertTrue(message.contains("chain=31337 settled=2 received=1"), message);
    }
}
