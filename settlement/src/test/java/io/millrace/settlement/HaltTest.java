package io.millrace.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.settlement.fault.MemoryStore;
import io.millrace.settlement.ledger.Breach;
import io.millrace.settlement.ledger.Stream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every rule of the streams broken on purpose: settlement halts, names both sides, and keeps its place. */
class HaltTest {
    private final ExchangeScript script = ExchangeScript.random(3, 60);
    private final MemoryStore store = new MemoryStore();

    private String haltedBy() {
        final Settler settler = new Settler(store, script, new Random(5));
        return assertThrows(Breach.class, settler::finish).getMessage();
    }

    @Test
    void shouldHaltWhenAnOutputIsMissing() {
        script.outputs.get(0).remove(20);
        final String message = haltedBy();
        assertTrue(message.contains("gap: stream=engine part=0 settled=20 received=22"), message);
        assertTrue(store.sequence(Stream.ENGINE, 0) <= 20);
    }

    @Test
    void shouldHaltWhenARecordIsMissing() {
        script.records.get(1).remove(30);
        final String message = haltedBy();
        assertTrue(message.contains("gap: stream=balance.events part=1 settled=30 received=32"), message);
        assertTrue(store.sequence(Stream.BALANCE_EVENTS, 1) <= 30);
    }

    @Test
    void shouldHaltWhenAnOutputWasAltered() {
        // A bit of its timestamp: the output after it no longer names its hash.
        script.outputs.get(0).get(20)[76] ^= 1;
        final String message = haltedBy();
        assertTrue(message.contains("chain broken: stream=engine part=0 sequence=22 settled_hash="), message);
        assertTrue(message.contains("previous_hash="), message);
    }

    @Test
    void shouldHaltWhenAnotherSettlementTookOver() {
        final Settler first = new Settler(store, script, new Random(5));
        first.step();
        first.answerAll();
        final Settler second = new Settler(store, script, new Random(6));
        second.finish();
        final String contents = store.contents();
        final String message = assertThrows(Breach.class, first::finish).getMessage();
        assertTrue(message.contains("fenced: stream="), message);
        assertTrue(message.contains("our_epoch=1 their_epoch=2"), message);
        assertEquals(contents, store.contents());
    }

    @Test
    void shouldHaltWhenTheStoreWasWrittenFromAnotherChain() {
        new Settler(store, script, new Random(5)).finish();
        final ExchangeScript other = ExchangeScript.random(4, 90);
        final Settler settler = new Settler(store, other, new Random(5));
        final String message = assertThrows(Breach.class, settler::finish).getMessage();
        assertTrue(message.contains("chain broken") || message.contains("redefined"), message);
    }
}
