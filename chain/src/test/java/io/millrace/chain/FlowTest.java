package io.millrace.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.chain.node.VaultCalls;
import io.millrace.chain.vault.ChainRecord;
import io.millrace.chain.vault.ChainRecord.Batch;
import io.millrace.chain.vault.ChainRecord.Deposit;
import io.millrace.chain.vault.ChainRecord.Transaction;
import io.millrace.chain.vault.ChainRecord.Withdrawal;
import io.millrace.ubscore.account.ReviewDecision;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each flow against a real EVM and UBSCore's state machine; then again, killed at each of its steps. */
class FlowTest {
    private static final long USER = 1001;
    private static final long OTHER = 1002;
    private static DevChain chain;

    private World world;
    private Object snapshot;

    /** What happens, and what must be true afterwards. */
    private interface Flow {
        void run(World world);
    }

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
        world = new World(chain);
    }

    @AfterEach
    void end() {
        world.close();
        chain.ask("evm_setAutomine", true);
        chain.ask("evm_revert", snapshot);
    }

    private static BigInteger big(final long value) {
        return BigInteger.valueOf(value);
    }

    /** Runs a flow as it is, then killed at every step that it has. */
    private void everywhere(final String name, final Flow flow) {
        world.killAt(-1);
        flow.run(world);
        agree(world);
        final List<String> steps = List.copyOf(world.steps);
        for (int step = 0; step < steps.size(); step++) {
            end();
            begin();
            world.killAt(step);
            try {
                flow.run(world);
                agree(world);
            } catch (final AssertionError | RuntimeException e) {
                throw new AssertionError(name + ": killed at step " + step + " " + steps.get(step), e);
            }
            assertTrue(world.wasKilled(), name + ": step " + step + " never came");
        }
        System.out.println(name + ": killed at each of " + steps.size() + " steps, nothing lost, nothing twice");
        for (int step = 0; step < steps.size(); step++) {
            System.out.println("  " + step + " " + steps.get(step));
        }
    }

    /** What the ledger owes a user is what the vault has on its books for the user, rests below the scale aside. */
    private static void agree(final World world) {
        world.ledger.core.verify();
        for (final var token : world.tokens.all()) {
            BigInteger rests = BigInteger.ZERO;
            for (final long user : new long[] {USER, OTHER, 0}) {
                final BigInteger booked = world.pool.booked(token.token(), user);
                final long owed = world.ledger.balance(user == 0 ? -1 : user, token.assetId());
                assertEquals(big(owed), booked.divide(token.unit()), token.symbol() + " of user " + user);
                rests = rests.add(booked.mod(token.unit()));
            }
            final BigInteger held = world.pool.holding(token.token(), world.chain.vault);
            assertEquals(
                    token.chainAmount(world.core.state().owed(token.assetId())).add(rests),
                    held,
                    "reserves of " + token.symbol());
        }
    }

    private static <T extends ChainRecord> T only(final World world, final Class<T> kind) {
        final List<T> all = world.last(kind);
        assertEquals(1, all.size(), all.toString());
        return all.get(0);
    }

    @Test
    void shouldCreditADepositOnceItIsDeepEnough() {
        everywhere("deposit", at -> {
            // Ten decimals more than the asset has.
            at.deposit(chain.btc, USER, new BigInteger("123456789012345678"));
            at.settle();
            assertEquals(0, at.ledger.balance(USER, TestLedger.BTC));
            at.confirm();
            assertEquals(12_345_678, at.ledger.balance(USER, TestLedger.BTC));
            final Deposit deposit = only(at, Deposit.class);
            assertEquals(ChainRecord.DepositStatus.CREDITED, deposit.status());
            assertEquals(big(9_012_345_678L), deposit.credit().rest());
        });
    }

    @Test
    void shouldNotCreditWhatLeftTheChainBeforeItWasDeepEnough() {
        everywhere("deposit reorged before it is deep enough", at -> {
            at.deposit(chain.usdt, USER, big(5_000_000));
            at.settle();
            chain.mine(1);
            at.settle();
            chain.ask("anvil_reorg", 2, List.of());
            at.confirm();
            assertEquals(0, at.ledger.balance(USER, TestLedger.USDT));
            assertEquals(
                    ChainRecord.DepositStatus.FAILED, only(at, Deposit.class).status());
        });
    }

    @Test
    void shouldCreditOnceWhatMovedToAnotherBlock() {
        everywhere("deposit in another block after a reorg", at -> {
            final String hash = at.deposit(chain.usdt, USER, big(5_000_000));
            at.settle();
            final Object raw = chain.ask("debug_getRawTransaction", hash);
            chain.mine(1);
            at.settle();
            chain.ask("anvil_reorg", 2, List.of(List.of(raw, 1)));
            at.confirm();
            assertEquals(5_000_000, at.ledger.balance(USER, TestLedger.USDT));
            assertEquals(
                    List.of(ChainRecord.DepositStatus.FAILED, ChainRecord.DepositStatus.CREDITED),
                    at.last(Deposit.class).stream().map(Deposit::status).toList());
        });
    }

    @Test
    void shouldCreditOnceWhatMovedAfterItWasCredited() {
        everywhere("deposit in another block after it was credited", at -> {
            final String hash = at.deposit(chain.usdt, USER, big(5_000_000));
            final Object raw = chain.ask("debug_getRawTransaction", hash);
            chain.mine(CONFIRMED_DEPTH);
            at.settle();
            assertEquals(5_000_000, at.ledger.balance(USER, TestLedger.USDT));
            chain.ask("anvil_reorg", CONFIRMED_DEPTH + 1, List.of(List.of(raw, 2)));
            at.confirm();
            assertEquals(5_000_000, at.ledger.balance(USER, TestLedger.USDT));
            assertEquals(
                    List.of(ChainRecord.DepositStatus.FAILED, ChainRecord.DepositStatus.CREDITED),
                    at.last(Deposit.class).stream().map(Deposit::status).toList());
        });
    }

    private static final int CONFIRMED_DEPTH = World.CONFIRMATIONS + 1;

    @Test
    void shouldRaiseTheAlarmWhenACreditedDepositLeavesTheChain() {
        world.deposit(chain.usdt, USER, big(5_000_000));
        chain.mine(CONFIRMED_DEPTH);
        world.settle();
        chain.ask("anvil_reorg", CONFIRMED_DEPTH + 1, List.of());
        world.confirm();
        assertEquals(5_000_000, world.ledger.balance(USER, TestLedger.USDT));
        assertEquals(ChainRecord.DepositStatus.LOST, only(world, Deposit.class).status());
    }

    @Test
    void shouldCreditNobodyForWhatItCanNotAttribute() {
        final String strange = chain.deployToken("X", 6, 0);
        chain.send(DevChain.DEPOSITOR, strange, VaultCalls.tokenMint(DevChain.DEPOSITOR, big(10)), BigInteger.ZERO);
        chain.send(DevChain.DEPOSITOR, strange, VaultCalls.tokenApprove(chain.vault, big(10)), BigInteger.ZERO);
        world.deposit(strange, USER, big(10));
        world.deposit(chain.btc, USER, big(9_999_999_999L));
        world.confirm();
        assertEquals(
                List.of("UNKNOWN_TOKEN", "TOO_SMALL"),
                world.last(Deposit.class).stream().map(Deposit::reason).toList());
        assertEquals(0, world.core.state().pendingDepositCount());
    }

    private static void funded(final World at) {
        at.deposit(chain.usdt, USER, big(100_000_000));
        at.deposit(chain.btc, OTHER, BigInteger.TEN.pow(18));
        at.confirm();
    }

    @Test
    void shouldPayAWithdrawalOnce() {
        everywhere("withdrawal", at -> {
            funded(at);
            final BigInteger before = chain.number(chain.usdt, VaultCalls.tokenBalanceOf(DevChain.STRANGER));
            at.ledger.withdraw(USER, TestLedger.USDT, 30_000_000, DevChain.STRANGER, false);
            at.confirm();
            assertEquals(70_000_000, at.ledger.balance(USER, TestLedger.USDT));
            assertEquals(0, at.ledger.core.openWithdrawalCount());
            assertEquals(
                    before.add(big(30_000_000)),
                    chain.number(chain.usdt, VaultCalls.tokenBalanceOf(DevChain.STRANGER)));
            assertEquals(
                    ChainRecord.WithdrawalStatus.CONFIRMED,
                    only(at, Withdrawal.class).status());
        });
    }

    @Test
    void shouldReplaceAWithdrawalThatIsStuck() {
        everywhere("withdrawal stuck and replaced", at -> {
            funded(at);
            at.automine(false);
            at.ledger.withdraw(USER, TestLedger.USDT, 30_000_000, DevChain.STRANGER, false);
            at.settle();
            at.pass(61 * World.SECOND_US);
            at.pass(61 * World.SECOND_US);
            final Transaction transaction = only(at, Transaction.class);
            assertTrue(transaction.attempts().size() >= 3, transaction.toString());
            for (int i = 1; i < transaction.attempts().size(); i++) {
                final BigInteger fee = transaction.attempts().get(i - 1).fee().feeMax();
                final BigInteger bumped = transaction.attempts().get(i).fee().feeMax();
                assertTrue(
                        bumped.multiply(big(10)).compareTo(fee.multiply(big(11))) >= 0, "fee " + fee + " to " + bumped);
            }
            at.automine(true);
            chain.mine(1);
            at.confirm();
            assertEquals(70_000_000, at.ledger.balance(USER, TestLedger.USDT));
            assertEquals(
                    ChainRecord.WithdrawalStatus.CONFIRMED,
                    only(at, Withdrawal.class).status());
        });
    }

    @Test
    void shouldPayAgainWhatAReorgTookOut() {
        everywhere("withdrawal reorged out of its block", at -> {
            funded(at);
            at.ledger.withdraw(USER, TestLedger.USDT, 30_000_000, DevChain.STRANGER, false);
            at.settle();
            // The transaction is gone, and not in any pool.
            chain.ask("anvil_reorg", 1, List.of());
            at.confirm();
            at.pass(11 * World.SECOND_US);
            at.confirm();
            assertEquals(70_000_000, at.ledger.balance(USER, TestLedger.USDT));
            assertEquals(
                    ChainRecord.WithdrawalStatus.CONFIRMED,
                    only(at, Withdrawal.class).status());
        });
    }

    @Test
    void shouldGiveBackWhatTheContractRefuses() {
        everywhere("withdrawal refused by the contract", at -> {
            funded(at);
            at.ledger.withdraw(USER, TestLedger.USDT, 30_000_000, chain.vault, false);
            at.confirm();
            assertEquals(100_000_000, at.ledger.balance(USER, TestLedger.USDT));
            final Withdrawal withdrawal = only(at, Withdrawal.class);
            assertEquals(ChainRecord.WithdrawalStatus.FAILED, withdrawal.status());
            assertEquals("BAD_RECEIVER", withdrawal.reason());
        });
    }

    @Test
    void shouldWaitForAnOperator() {
        everywhere("withdrawal that an operator approves, and one that is rejected", at -> {
            funded(at);
            at.ledger.withdraw(USER, TestLedger.USDT, 30_000_000, DevChain.STRANGER, true);
            at.ledger.withdraw(USER, TestLedger.USDT, 20_000_000, DevChain.STRANGER, true);
            at.confirm();
            assertEquals(2, at.core.state().openWithdrawalCount());
            assertEquals(0, at.last(Transaction.class).size());
            at.ledger.review(USER, 1, ReviewDecision.APPROVE);
            at.ledger.review(USER, 2, ReviewDecision.REJECT);
            at.confirm();
            assertEquals(70_000_000, at.ledger.balance(USER, TestLedger.USDT));
            assertEquals(
                    List.of(ChainRecord.WithdrawalStatus.CONFIRMED, ChainRecord.WithdrawalStatus.REJECTED),
                    at.last(Withdrawal.class).stream().map(Withdrawal::status).toList());
        });
    }

    @Test
    void shouldSettleTradesInBatches() {
        everywhere("batch", at -> {
            funded(at);
            for (int i = 0; i < 4; i++) {
                at.ledger.trade(OTHER, USER, 1_000 + i, 1);
            }
            at.confirm();
            // Twice: what gathered when the process died gathers anew, and so does its time.
            at.pass(301 * World.SECOND_US);
            at.pass(301 * World.SECOND_US);
            at.confirm();
            final List<Batch> batches = at.last(Batch.class);
            assertEquals(
                    List.of(3, 1),
                    batches.stream().map(each -> each.netted().trades().size()).toList());
            assertTrue(batches.stream().allMatch(each -> each.status() == ChainRecord.BatchStatus.SETTLED));
            assertEquals(6, batches.get(0).netted().legs().size());
        });
    }

    @Test
    void shouldRetryABatchThenRollItBackThenSettleItsTradesInAnother() {
        everywhere("batch failing, retried, rolled back, settled in another", at -> {
            funded(at);
            // What the buyer pays came by a transfer that the chain knows nothing of.
            at.ledger.transferIn(USER, TestLedger.USDT, 900_000_000);
            at.ledger.trade(OTHER, USER, 50_000, 1);
            at.settle();
            for (int i = 0; i < 5; i++) {
                at.pass(301 * World.SECOND_US);
            }
            assertEquals(
                    ChainRecord.BatchStatus.ROLLED_BACK, only(at, Batch.class).status());
            // It comes to the chain after all; the ledger does not owe it twice.
            at.deposit(chain.usdt, USER, big(900_000_000));
            at.confirm();
            at.ledger.transferOut(USER, TestLedger.USDT, 900_000_000);
            at.pass(3_600 * World.SECOND_US);
            at.confirm();
            assertEquals(
                    List.of(ChainRecord.BatchStatus.ROLLED_BACK, ChainRecord.BatchStatus.SETTLED),
                    at.last(Batch.class).stream().map(Batch::status).toList());
        });
    }

    @Test
    void shouldSettleBeforeItPaysWhatTradesBrought() {
        everywhere("withdrawal of what a trade brought", at -> {
            funded(at);
            at.ledger.trade(OTHER, USER, 1_000, 2);
            at.settle();
            at.ledger.withdraw(OTHER, TestLedger.USDT, 15_000_000, DevChain.STRANGER, false);
            at.confirm();
            at.confirm();
            assertEquals(
                    ChainRecord.WithdrawalStatus.CONFIRMED,
                    only(at, Withdrawal.class).status());
        });
    }

    @Test
    void shouldWaitWhileTheVaultIsPaused() {
        funded(world);
        chain.send(DevChain.OWNER, chain.vault, VaultCalls.setPaused(true), BigInteger.ZERO);
        world.ledger.withdraw(USER, TestLedger.USDT, 30_000_000, DevChain.STRANGER, false);
        world.confirm();
        assertEquals(
                ChainRecord.WithdrawalStatus.PENDING,
                only(world, Withdrawal.class).status());
        chain.send(DevChain.OWNER, chain.vault, VaultCalls.setPaused(false), BigInteger.ZERO);
        world.confirm();
        assertEquals(
                ChainRecord.WithdrawalStatus.CONFIRMED,
                only(world, Withdrawal.class).status());
        agree(world);
    }
}
