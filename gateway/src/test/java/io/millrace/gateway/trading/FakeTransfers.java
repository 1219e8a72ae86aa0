package io.millrace.gateway.trading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** UBSCore's way with transfers: applied once, the same again is replayed, another with the same id is refused. */
public final class FakeTransfers implements TransferPort {
    public boolean connected = true;
    /** What the next transfers fail with; null: they are answered. */
    public Refusal fault;
    /** Reason of the next answers; null: what the balance says. */
    public String refusal;
    /** Whether results are never seen. */
    public boolean pending;

    private final Map<String, TransferResult> results = new HashMap<>();
    private final Map<String, Long> available = new HashMap<>();
    private long coreSequence = 2000;

    /** Puts an amount on an account. */
    public synchronized void give(final long userId, final String asset, final long amount) {
        available.merge(userId + "/" + asset, amount, Long::sum);
    }

    /** Transfers and withdrawals that were asked for with an id of their own. */
    public synchronized int count() {
        return results.size();
    }

    @Override
    public synchronized boolean isConnected() {
        return connected;
    }

    @Override
    public synchronized CompletionStage<TransferResult> transfer(final Transfer transfer) {
        if (fault != null) {
            return CompletableFuture.failedStage(fault);
        }
        if (refusal != null) {
            return answer(transfer, TransferResult.Status.REJECTED, refusal, false);
        }
        if (pending) {
            return CompletableFuture.completedStage(TransferResult.pending(transfer));
        }
        final String key = transfer.userId() + "/" + transfer.requestId();
        final TransferResult before = results.get(key);
        if (before != null) {
            return before.transfer().equals(transfer)
                    ? answer(transfer, before.status(), before.reason(), true)
                    : answer(transfer, TransferResult.Status.REJECTED, "REQUEST_ID_REUSED", false);
        }
        final String account = transfer.userId() + "/" + transfer.asset().symbol();
        final long delta = transfer.kind() == TransferKind.IN ? transfer.amount() : -transfer.amount();
        final long after = available.getOrDefault(account, 0L) + delta;
        if (after < 0) {
            return answer(transfer, TransferResult.Status.REJECTED, "INSUFFICIENT_BALANCE", false);
        }
        available.put(account, after);
        return answer(transfer, TransferResult.Status.APPLIED, "NONE", false);
    }

    private CompletionStage<TransferResult> answer(
            final Transfer transfer, final TransferResult.Status status, final String reason, final boolean replayed) {
        final long after = available.getOrDefault(
                transfer.userId() + "/" + transfer.asset().symbol(), 0L);
        final TransferResult result = new TransferResult(
                transfer, status, reason, replayed, after, 0, ++coreSequence, 1_767_225_500_000_000L);
        if (!"REQUEST_ID_REUSED".equals(reason)) {
            results.putIfAbsent(transfer.userId() + "/" + transfer.requestId(), result);
        }
        return CompletableFuture.completedStage(result);
    }

    @Override
    public CompletionStage<Void> review(final long userId, final long withdrawalId, final ReviewDecision decision) {
        if (fault != null) {
            return CompletableFuture.failedStage(fault);
        }
        reviews.add(userId + " " + withdrawalId + " " + decision);
        return CompletableFuture.completedStage(null);
    }

    /** What was decided, one line each. */
    public final List<String> reviews = new ArrayList<>();
}
