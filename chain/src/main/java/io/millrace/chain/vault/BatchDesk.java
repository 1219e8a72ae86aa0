package io.millrace.chain.vault;

import io.millrace.chain.vault.ChainNode.CallAnswer;
import io.millrace.chain.vault.ChainNode.Verdict;
import io.millrace.chain.vault.ChainRecord.Batch;
import io.millrace.chain.vault.ChainRecord.BatchStatus;
import io.millrace.chain.vault.ChainRecord.Leg;
import io.millrace.chain.vault.ChainRecord.Netted;
import io.millrace.chain.vault.ChainRecord.Place;
import io.millrace.chain.vault.ChainRecord.Purpose;
import io.millrace.chain.vault.ChainRecord.Stream;
import io.millrace.chain.vault.ChainRecord.TradeId;
import io.millrace.chain.vault.ChainRecord.Transaction;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gathers trades, nets them, and settles them on the chain batch after batch. What gathers is not in the journal: a lane's place is
 * that of its last output in a batch, and the outputs after it come again.
 */
final class BatchDesk {
    /** Lanes without trades move on so often, so that a restart does not ask for what nobody keeps any more. */
    private static final long PLACE_INTERVAL_US = 10_000_000;

    private final ChainState state;
    private final VaultRules rules;
    private final TokenTable tokens;
    private final VaultCodec codec;
    private final TransactionDesk transactions;
    private final List<TradeId> trades = new ArrayList<>();
    private final Map<Integer, Map<Long, Long>> legs = new TreeMap<>();
    private final Map<Integer, Place> places = new LinkedHashMap<>();
    private long firstUs;
    private long placedUs;

    BatchDesk(
            final ChainState state,
            final VaultRules rules,
            final TokenTable tokens,
            final VaultCodec codec,
            final TransactionDesk transactions) {
        this.state = state;
        this.rules = rules;
        this.tokens = tokens;
        this.codec = codec;
        this.transactions = transactions;
    }

    /** Whether more trades may gather now: what is not settled is bounded. */
    boolean hasRoom() {
        return trades.size() < rules.batchTradesMax() && state.batches().size() < rules.transactionsMax();
    }

    /** Takes the next output of its lane. */
    void gather(final TradeSlice slice, final long nowUs) {
        places.put(slice.lane(), new Place(Stream.LANE, slice.lane(), slice.sequence(), slice.hash()));
        boolean counts = false;
        for (final Leg leg : slice.legs()) {
            if (tokens.ofAsset(leg.assetId()) != null) {
                legs.computeIfAbsent(leg.assetId(), asset -> new TreeMap<>())
                        .merge(leg.user(), leg.amount(), Math::addExact);
                counts = true;
            }
        }
        if (counts) {
            firstUs = trades.isEmpty() ? nowUs : firstUs;
            trades.addAll(slice.trades());
        }
    }

    /** {@code hurry}: someone waits for what gathers. */
    void step(final long nowUs, final boolean hurry, final Draft draft, final ChainNode node) {
        final boolean old = !trades.isEmpty() && nowUs - firstUs >= rules.batchUs();
        if (trades.size() >= rules.batchTradesMax()
                || old
                || hurry && !trades.isEmpty() && state.batches().isEmpty()) {
            seal(draft);
        } else if (trades.isEmpty() && !places.isEmpty() && nowUs - placedUs >= PLACE_INTERVAL_US) {
            places.values().forEach(draft::add);
            places.clear();
            placedUs = nowUs;
        }
        for (final Batch batch : state.batches()) {
            if (batch.status() == BatchStatus.SUBMITTED) {
                return;
            }
        }
        for (final Batch batch : state.batches()) {
            if (batch.notBeforeUs() <= nowUs && batch.status() == BatchStatus.ROLLED_BACK) {
                regather(batch, draft);
            } else if (batch.notBeforeUs() <= nowUs && transactions.hasRoom()) {
                settle(batch, nowUs, draft, node);
                return;
            }
        }
    }

    private void seal(final Draft draft) {
        final List<Leg> netted = new ArrayList<>();
        legs.forEach((assetId, users) -> users.forEach((user, amount) -> {
            if (amount != 0) {
                netted.add(new Leg(assetId, user, amount));
            }
        }));
        draft.add(Batch.pending(state.nextBatchNumber(), new Netted(List.copyOf(trades), List.copyOf(netted))));
        places.values().forEach(draft::add);
        trades.clear();
        legs.clear();
        places.clear();
    }

    private void regather(final Batch batch, final Draft draft) {
        draft.add(Batch.pending(state.nextBatchNumber(), batch.netted()));
        draft.add(batch.emptied());
    }

    private void settle(final Batch batch, final long nowUs, final Draft draft, final ChainNode node) {
        if (batch.netted().legs().size() > rules.batchLegsMax()) {
            fail(batch, "TOO_MANY_LEGS legs=" + batch.netted().legs().size(), nowUs, draft);
            return;
        }
        final long batchId = state.lastBatchId() + 1;
        final String data = codec.settleBatch(batchId, chainLegs(batch));
        final CallAnswer answer = node.simulate(data);
        if (answer.verdict() == Verdict.TAKEN) {
            final Transaction transaction = transactions.begin(Purpose.BATCH, batch.number(), data, nowUs, draft, node);
            draft.add(batch.submitted(batchId, transaction.nonce()));
        } else if (answer.verdict() == Verdict.BAD_BATCH_ID) {
            throw new Breach("vault wants another batch than the journal batch=" + batch.number() + " batchId="
                    + batchId + " vault=" + answer.reason());
        } else if (answer.verdict() != Verdict.CLOSED) {
            refused(batch, answer.reason(), nowUs, draft);
        }
    }

    private SortedMap<String, SortedMap<Long, BigInteger>> chainLegs(final Batch batch) {
        final SortedMap<String, SortedMap<Long, BigInteger>> byToken = new TreeMap<>();
        for (final Leg leg : batch.netted().legs()) {
            final TokenTerms token = tokens.ofAsset(leg.assetId());
            if (token == null) {
                throw new Breach(
                        "asset of a batch is no token any more batch=" + batch.number() + " asset=" + leg.assetId());
            }
            byToken.computeIfAbsent(token.token(), each -> new TreeMap<>())
                    .put(leg.user(), token.chainAmount(leg.amount()));
        }
        return byToken;
    }

    private void refused(final Batch batch, final String reason, final long nowUs, final Draft draft) {
        final int attempts = batch.attempts() + 1;
        if (attempts >= rules.batchAttemptsMax()) {
            fail(batch.with(batch.status(), reason, attempts, 0), reason, nowUs, draft);
        } else {
            final long pauseUs = rules.batchRetryUs() << Math.min(attempts - 1, 10);
            draft.add(batch.with(BatchStatus.RETRYING, reason, attempts, nowUs + pauseUs));
        }
    }

    /** For good: the batch is taken apart, and its trades rest before they are tried again. */
    private void fail(final Batch batch, final String reason, final long nowUs, final Draft draft) {
        draft.add(batch.with(BatchStatus.FAILED, reason, batch.attempts(), 0));
        draft.add(batch.with(BatchStatus.ROLLED_BACK, reason, batch.attempts(), nowUs + rules.regatherUs()));
    }

    void onSubmitted(final Transaction transaction, final Draft draft) {
        final Batch batch = state.batch(transaction.call().purposeId());
        if (!batch.payment().txHash().equals(transaction.inclusion().hash())) {
            draft.add(batch.settledBy(transaction, BatchStatus.SUBMITTED));
        }
    }

    void onFinal(final Transaction transaction, final boolean succeeded, final long nowUs, final Draft draft) {
        final Batch batch = state.batch(transaction.call().purposeId());
        if (succeeded) {
            draft.add(batch.settledBy(transaction, BatchStatus.SETTLED));
        } else {
            refused(batch, "REVERTED", nowUs, draft);
        }
    }
}
