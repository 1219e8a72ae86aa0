package io.millrace.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.chain.vault.ChainRecord.Deposit;
import io.millrace.chain.vault.ChainRecord.DepositStatus;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Endpoints that lie, babble, fall silent or lag behind. */
class FuzzTest {
    private static final long USER = 1001;
    private static DevChain chain;

    @BeforeAll
    static void start() {
        NodePackages.require();
        chain = new DevChain();
    }

    @AfterAll
    static void stop() {
        chain.close();
    }

    /** Beside an endpoint that tells the truth, one that garbles its answers: nothing is credited that was not paid in. */
    @Test
    void shouldCreditWhatWasPaidInAndNothingElseWhateverOneEndpointSays() {
        long refused = 0;
        for (int seed = 1; seed <= 12; seed++) {
            try (GarblingProxy proxy = new GarblingProxy(chain.anvil.url(), seed);
                    World world = new World(chain, List.of(proxy.url(), chain.anvil.url()))) {
                proxy.garble(true);
                world.deposit(chain.usdt, USER, BigInteger.valueOf(7_000_000));
                for (int i = 0; i < 12; i++) {
                    chain.mine(1);
                    world.roundsWithFaults(3);
                    final long balance = world.ledger.balance(USER, TestLedger.USDT);
                    assertTrue(balance == 0 || balance == 7_000_000, "seed=" + seed + " balance=" + balance);
                }
                refused += proxy.garbledCount();
                proxy.garble(false);
                world.confirm();
                assertEquals(7_000_000, world.ledger.balance(USER, TestLedger.USDT), "seed=" + seed);
                assertEquals(1, credits(world), "seed=" + seed);
            }
        }
        System.out.println("garbled answers=" + refused + " credited beyond what was paid in=0");
        assertTrue(refused > 100, "garbled=" + refused);
    }

    private static long credits(final World world) {
        return world.last(Deposit.class).stream()
                .filter(deposit -> deposit.status() == DepositStatus.CREDITED)
                .count();
    }

    /** An endpoint that invents a deposit, consistently: the other does not know it. */
    @Test
    void shouldNotCreditADepositThatOneEndpointInvents() {
        try (GarblingProxy proxy = new GarblingProxy(chain.anvil.url(), 1);
                World world = new World(chain, List.of(proxy.url(), chain.anvil.url()))) {
            world.deposit(chain.usdt, USER, BigInteger.valueOf(1_000_000));
            proxy.inflate(true);
            world.roundsWithFaults(3);
            chain.mine(World.CONFIRMATIONS);
            world.roundsWithFaults(10);
            assertEquals(0, world.ledger.balance(USER, TestLedger.USDT));
            assertTrue(world.pool.disagreementCount() > 0);
        }
    }

    @Test
    void shouldGoOnWithAnotherEndpointWhenOneIsGone() {
        try (World world = new World(chain, List.of("http://127.0.0.1:1", chain.anvil.url(), chain.anvil.url()))) {
            world.deposit(chain.usdt, USER, BigInteger.valueOf(1_000_000));
            world.confirm();
            assertEquals(1_000_000, world.ledger.balance(USER, TestLedger.USDT));
            assertTrue(world.pool.failoverCount() > 0);
        }
    }

    @Test
    void shouldCreditNothingWhenTooFewEndpointsAnswer() {
        try (World world = new World(chain, List.of(chain.anvil.url(), "http://127.0.0.1:1", "http://127.0.0.1:2"))) {
            world.deposit(chain.usdt, USER, BigInteger.valueOf(1_000_000));
            chain.mine(World.CONFIRMATIONS);
            world.roundsWithFaults(10);
            assertEquals(0, world.ledger.balance(USER, TestLedger.USDT));
        }
    }
}
