package io.millrace.chain;

import io.millrace.chain.node.AbiVaultCodec;
import io.millrace.chain.node.NodePool;
import io.millrace.chain.node.VaultCalls;
import io.millrace.chain.vault.ChainJournal;
import io.millrace.chain.vault.ChainNode;
import io.millrace.chain.vault.ChainRecord;
import io.millrace.chain.vault.ChainState;
import io.millrace.chain.vault.DepositLog;
import io.millrace.chain.vault.FeeQuote;
import io.millrace.chain.vault.Head;
import io.millrace.chain.vault.Operation;
import io.millrace.chain.vault.Receipt;
import io.millrace.chain.vault.Signer;
import io.millrace.chain.vault.TokenTable;
import io.millrace.chain.vault.TokenTerms;
import io.millrace.chain.vault.VaultCore;
import io.millrace.chain.vault.VaultRules;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.web3j.crypto.Hash;

/** A chain service between a real chain and UBSCore's state machine, on one thread, that can be killed at any step. */
final class World implements AutoCloseable {
    static final int CONFIRMATIONS = 4;
    static final long SECOND_US = 1_000_000;
    private static final int ROUNDS_MAX = 400;

    final DevChain chain;
    final TestLedger ledger;
    final List<ChainRecord> records = new ArrayList<>();
    final List<String> steps = new ArrayList<>();
    final TokenTable tokens;
    final NodePool pool;
    final Signer signer;
    long nowUs = 1_767_225_600_000_000L;
    VaultCore core;
    private final VaultRules rules;
    private final List<Operation> sent = new ArrayList<>();
    private int taken;
    private int sliceCount;
    private int killAt = -1;
    private int overtakenAt = -1;
    private Runnable overtaker;
    private boolean killed;
    private boolean automine = true;

    /** The process is gone, wherever it was. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed(final String where) {
            super(where);
        }
    }

    World(final DevChain chain) {
        this(chain, List.of(chain.anvil.url()));
    }

    World(final DevChain chain, final List<String> urls) {
        this(chain, urls, new TestLedger());
    }

    private World(final DevChain chain, final List<String> urls, final TestLedger ledger) {
        this.chain = chain;
        this.ledger = ledger;
        tokens = new TokenTable(List.of(
                new TokenTerms("BTC", TestLedger.BTC, 8, chain.btc, 18),
                new TokenTerms("USDT", TestLedger.USDT, 6, chain.usdt, 6)));
        signer = chain.signer;
        pool = new NodePool(urls, Duration.ofSeconds(30), DevChain.CHAIN_ID, chain.vault, signer.address());
        rules = new VaultRules(
                pool.latest().height() + 1,
                CONFIRMATIONS,
                16,
                60 * SECOND_US,
                10 * SECOND_US,
                12,
                8,
                600 * SECOND_US,
                3,
                300 * SECOND_US,
                400,
                3,
                5 * SECOND_US,
                3_600 * SECOND_US);
        begin();
    }

    /** A second service with the same key, vault and ledger, and a copy of what the journal has by now. */
    World second() {
        final World second = new World(chain, List.of(chain.anvil.url()), ledger);
        second.records.addAll(records);
        second.begin();
        return second;
    }

    /** Has something else happen at the n-th step from now, before the service goes on with it. */
    void overtakeAt(final int step, final Runnable what) {
        overtakenAt = step;
        overtaker = what;
        steps.clear();
    }

    /** Whether the chain makes a block of each transaction at once. */
    void automine(final boolean on) {
        automine = on;
        chain.ask("evm_setAutomine", on);
    }

    /** Dies at the n-th step from now, counted from 0. */
    void killAt(final int step) {
        killAt = step;
        steps.clear();
        killed = false;
    }

    boolean wasKilled() {
        return killed;
    }

    private void at(final String step) {
        steps.add(step);
        if (steps.size() - 1 == overtakenAt) {
            overtaker.run();
        }
        if (steps.size() - 1 == killAt) {
            killed = true;
            throw new Killed(step);
        }
    }

    /** Builds the service from what is kept: all of it, or as a compacted topic has it. */
    void begin() {
        final ChainState state = new ChainState(1, 4);
        compacted().forEach(state::apply);
        core = new VaultCore(state, rules, tokens, new AbiVaultCodec(), signer, new Journal());
        sliceCount = (int) ledger.slices.stream()
                .filter(slice -> slice.sequence()
                        <= state.place(ChainRecord.Stream.LANE, 0).sequence())
                .count();
    }

    private List<ChainRecord> compacted() {
        final Map<String, ChainRecord> last = new LinkedHashMap<>();
        for (final ChainRecord record : records) {
            last.remove(record.key());
            last.put(record.key(), record);
        }
        return List.copyOf(last.values());
    }

    private final class Journal implements ChainJournal {
        @Override
        public void commit(final List<ChainRecord> batch, final List<Operation> operations) {
            at("before commit of " + named(batch));
            records.addAll(batch);
            sent.addAll(operations);
            at("after commit of " + named(batch));
        }

        private String named(final List<ChainRecord> batch) {
            final List<String> names = new ArrayList<>();
            for (final ChainRecord record : batch) {
                names.add(name(record));
            }
            return String.join(", ", names);
        }
    }

    static String name(final ChainRecord record) {
        if (record instanceof ChainRecord.Deposit deposit) {
            return "deposit " + deposit.status();
        } else if (record instanceof ChainRecord.Withdrawal withdrawal) {
            return "withdrawal " + withdrawal.status() + (withdrawal.closed() ? " closed" : "");
        } else if (record instanceof ChainRecord.Transaction transaction) {
            return "transaction " + transaction.status() + " form "
                    + transaction.attempts().size();
        } else if (record instanceof ChainRecord.Batch batch) {
            return "batch " + batch.status();
        }
        return record.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Everything is asked of the real node; only the sending of a transaction has a before and an after. */
    private final class Node implements ChainNode {
        @Override
        public Head latest() {
            return pool.latest();
        }

        @Override
        public Head block(final long height) {
            return pool.block(height);
        }

        @Override
        public List<DepositLog> deposits(final Head block) {
            return pool.deposits(block);
        }

        @Override
        public List<DepositLog> agreedDeposits(final Head block) {
            return pool.agreedDeposits(block);
        }

        @Override
        public Receipt receipt(final String txHash) {
            return pool.receipt(txHash);
        }

        @Override
        public long nonce(final String address) {
            return pool.nonce(address);
        }

        @Override
        public FeeQuote quote() {
            return pool.quote();
        }

        @Override
        public CallAnswer simulate(final String data) {
            return pool.simulate(data);
        }

        @Override
        public long estimateGas(final String data) {
            return pool.estimateGas(data);
        }

        @Override
        public SendAnswer send(final String raw) {
            at("before a transaction is sent");
            final SendAnswer answer = pool.send(raw);
            if (answer.taken() && automine) {
                chain.awaitMined(Hash.sha3(raw));
            }
            at("after a transaction was sent");
            return answer;
        }
    }

    /** One round of the service; a kill begins it anew. Returns whether anything was done. */
    private int round() {
        try {
            while (taken < sent.size()) {
                ledger.take(sent.get(taken++));
            }
            int count = core.onLedger(ledger.events);
            while (sliceCount < ledger.slices.size() && core.hasRoomForTrades()) {
                core.onTrades(ledger.slices.get(sliceCount++), nowUs);
            }
            final ChainNode node = new Node();
            count += core.stepDeposits(node);
            count += core.stepPayments(nowUs, node);
            return count + core.stepTransactions(nowUs, node);
        } catch (final Killed kill) {
            begin();
            return 1;
        } catch (final ChainNode.Fault fault) {
            return 0;
        }
    }

    /** Some rounds, whatever comes of them. */
    void roundsWithFaults(final int count) {
        for (int i = 0; i < count; i++) {
            round();
        }
    }

    /** Steps until nothing moves any more. */
    World settle() {
        int quiet = 0;
        for (int i = 0; quiet < 3; i++) {
            if (i == ROUNDS_MAX) {
                throw new AssertionError(
                        "does not come to rest: " + steps.subList(Math.max(0, steps.size() - 20), steps.size()));
            }
            final int before = steps.size();
            quiet = round() == 0 && before == steps.size() && taken == sent.size() ? quiet + 1 : 0;
        }
        return this;
    }

    /** Blocks come until everything that is in one is deep enough, and all has come to rest. */
    World confirm() {
        settle();
        for (int i = 0; i < 2; i++) {
            chain.mine(CONFIRMATIONS);
            settle();
        }
        return this;
    }

    World pass(final long us) {
        nowUs += us;
        return settle();
    }

    String deposit(final String token, final long user, final BigInteger amount) {
        return (String) chain.send(
                        DevChain.DEPOSITOR, chain.vault, VaultCalls.depositToken(token, user, amount), BigInteger.ZERO)
                .get("transactionHash");
    }

    /** The last state of each thing of a kind, in the order of first appearance. */
    <T extends ChainRecord> List<T> last(final Class<T> kind) {
        final Map<String, T> found = new LinkedHashMap<>();
        for (final ChainRecord record : records) {
            if (kind.isInstance(record)) {
                found.put(record.key(), kind.cast(record));
            }
        }
        return List.copyOf(found.values());
    }

    @Override
    public void close() {
        pool.close();
    }
}
