package io.millrace.settlement.ledger;

import java.util.List;

/** One record of the topic balance.events. */
public sealed interface BalanceRecord {
    /** Where the record stands. */
    EventStamp stamp();

    /** Place of a record among its shard's on its partition. */
    record EventStamp(int partition, int shard, long sequence, long coreSequence, long timestampUs) {}

    /** One change of one account. */
    record AccountEvent(
            EventStamp stamp,
            long accountId,
            long accountSequence,
            Origin origin,
            OrderReference order,
            Fill fill,
            List<Change> changes)
            implements BalanceRecord {}

    /** Why an account changed; {@code requestId} empty: no transfer. */
    record Origin(Cause cause, String reason, String requestId) {}

    /** The order meant, and the output that touched it; 0, null: none. */
    record OrderReference(
            int lane,
            int instrumentId,
            long orderId,
            long tradeId,
            long outputSequence,
            String side,
            String liquidity) {}

    /** Ticks, lots, and minor units of the fee's asset. */
    record Fill(long price, long quantity, long fee, int feeAssetId) {}

    /** One asset of the account: minor units. */
    record Change(int assetId, int scale, long availableDelta, long heldDelta, long availableAfter, long heldAfter) {}

    /** What became of a transfer. */
    record TransferResult(
            EventStamp stamp, long userId, String requestId, String kind, boolean accepted, String reason, Money money)
            implements BalanceRecord {}

    /** A transfer's amount and the balance after it: minor units. */
    record Money(int assetId, int scale, long amount, long availableAfter, long heldAfter) {}

    /** The stored result of an earlier transfer, told again. */
    record TransferReplayed(EventStamp stamp) implements BalanceRecord {}

    /** What became of a withdrawal. */
    record WithdrawalResult(
            EventStamp stamp,
            long userId,
            long withdrawalId,
            String requestId,
            String address,
            String state,
            String reason,
            Money money,
            long createdUs)
            implements BalanceRecord {}

    /** An answer that changed nothing: a repeated or refused withdrawal, a source's place, a proof. */
    record Answered(EventStamp stamp) implements BalanceRecord {}

    /** A key was given, changed or revoked; {@code expiresUs} 0: never. */
    record ApiKeyChanged(
            EventStamp stamp,
            long userId,
            String keyId,
            int kind,
            int scopes,
            boolean revoked,
            byte[] material,
            String addresses,
            long expiresUs)
            implements BalanceRecord {}

    record AssetDefined(EventStamp stamp, Asset asset) implements BalanceRecord {}

    record InstrumentDefined(EventStamp stamp, Instrument instrument) implements BalanceRecord {}
}
