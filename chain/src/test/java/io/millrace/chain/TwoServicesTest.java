package io.millrace.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.chain.node.VaultCalls;
import io.millrace.chain.vault.Breach;
import io.millrace.chain.vault.ChainRecord.Attempt;
import io.millrace.chain.vault.ChainRecord.Transaction;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two services with one operator's key and one vault, each with a journal of its own: what the broker's fence can't see. */
class TwoServicesTest {
    private static final long USER = 1001;
    private static final long PAID_IN = 100_000_000;
    private static final long AMOUNT = 30_000_000;
    private static DevChain chain;

    private Object snapshot;
    private World first;
    private World second;

    @BeforeAll
    static void start() {
        NodePackages.require();
        chain = new DevChain();
    }

    @AfterAll
    static void stop() {
        chain.close();
    }

    @BeforeEach
    void begin() {
        snapshot = chain.ask("evm_snapshot");
        first = new World(chain);
        first.deposit(chain.usdt, USER, BigInteger.valueOf(PAID_IN));
        first.confirm();
        second = first.second();
    }

    @AfterEach
    void end() {
        first.close();
        second.close();
        chain.ask("evm_setAutomine", true);
        chain.ask("evm_revert", snapshot);
    }

    private static BigInteger received() {
        return chain.number(chain.usdt, VaultCalls.tokenBalanceOf(DevChain.STRANGER));
    }

    /** Runs a service until it rests; returns why it halted, empty: it goes on. */
    private static String outcome(final World service) {
        try {
            service.confirm();
            return "";
        } catch (final Breach breach) {
            return breach.getMessage();
        }
    }

    @Test
    void shouldPayOnceAndNeverGiveBackWhereverAnotherOvertakes() {
        first.overtakeAt(-1, () -> {});
        first.ledger.withdraw(USER, TestLedger.USDT, AMOUNT, DevChain.STRANGER, false);
        assertEquals("", outcome(first));
        final List<String> steps = List.copyOf(first.steps);
        final List<String> told = new ArrayList<>();
        for (int step = 0; step < steps.size(); step++) {
            end();
            begin();
            told.add(overtaken(step) + "  " + step + " " + steps.get(step));
        }
        System.out.println("withdrawal: overtaken by a second service at each of " + steps.size() + " steps");
        told.forEach(line -> System.out.println("  " + line));
    }

    private String overtaken(final int step) {
        final BigInteger before = received();
        final List<String> halts = new ArrayList<>();
        first.overtakeAt(step, () -> halts.add(outcome(second)));
        first.ledger.withdraw(USER, TestLedger.USDT, AMOUNT, DevChain.STRANGER, false);
        final String halt = outcome(first);
        assertEquals(1, halts.size(), "step " + step + " never came");
        assertEquals(before.add(BigInteger.valueOf(AMOUNT)), received(), "paid at step " + step);
        assertEquals(PAID_IN - AMOUNT, first.ledger.balance(USER, TestLedger.USDT), "ledger at step " + step);
        assertEquals(0, first.ledger.core.openWithdrawalCount());
        final List<String> messages = List.of(halt, halts.get(0));
        messages.forEach(message -> assertTrue(
                message.isEmpty() || message.contains("another chain service") || message.contains("operator's key"),
                message));
        return "first " + (halt.isEmpty() ? "goes on" : "halts") + ", second "
                + (halts.get(0).isEmpty() ? "goes on" : "halts");
    }

    @Test
    void shouldHaltRatherThanGiveBackWhatRevertsBecauseAnotherHasPaidIt() {
        first.automine(false);
        for (int i = 0; i < 2; i++) {
            first.ledger.withdraw(USER, TestLedger.USDT, AMOUNT, DevChain.STRANGER, false);
        }
        first.settle();
        final List<Transaction> sent = first.last(Transaction.class);
        assertEquals(2, sent.size());
        // Another takes the nonce of the first for what the second pays: the second is in the block, too late.
        final Transaction replaced = sent.get(0);
        final Attempt stolen = first.signer.sign(
                replaced.nonce(),
                replaced.call().gasLimit(),
                replaced.newest().fee().atLeast(replaced.newest().fee(), 100),
                sent.get(1).call().data());
        assertTrue(first.pool.send(stolen.raw()).taken());
        final BigInteger before = received();
        first.automine(true);
        chain.mine(1);
        final Breach breach = assertThrows(Breach.class, first::confirm);
        assertTrue(breach.getMessage().contains("is there another chain service"), breach.getMessage());
        assertEquals(before.add(BigInteger.valueOf(AMOUNT)), received());
        assertEquals(2, first.ledger.core.openWithdrawalCount());
        assertEquals(PAID_IN, first.ledger.balance(USER, TestLedger.USDT));
    }
}
