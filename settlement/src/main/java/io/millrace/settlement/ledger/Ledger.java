package io.millrace.settlement.ledger;

import io.millrace.settlement.ledger.BalanceRecord.AccountEvent;
import io.millrace.settlement.ledger.BalanceRecord.ApiKeyChanged;
import io.millrace.settlement.ledger.BalanceRecord.AssetDefined;
import io.millrace.settlement.ledger.BalanceRecord.EventStamp;
import io.millrace.settlement.ledger.BalanceRecord.InstrumentDefined;
import io.millrace.settlement.ledger.BalanceRecord.TransferResult;
import io.millrace.settlement.ledger.BalanceRecord.WithdrawalResult;
import io.millrace.settlement.ledger.Output.Definition;
import io.millrace.settlement.ledger.Output.OutputStamp;
import java.util.Collection;
import java.util.List;

/**
 * Takes events in the order of their streams and tells the rows that they make. An event that was taken before is passed
 * over, one that does not follow the last is a {@link Breach}. One thread.
 */
public final class Ledger {
    private final LedgerListener listener;
    private final Reference reference;
    private final Positions positions;
    private final OutputRows outputs;
    private final BalanceRows balances;
    private final ReferenceRows references;
    private final ChainRows chains;
    private final Candles candles;
    private final HourIndex hours = new HourIndex();
    private final long checkpointInterval;

    /**
     * @param settled where each part stands that this ledger follows.
     * @param stored candles that the store has from about the settled places on.
     * @param checkpointInterval sequences from one checkpoint of a part to the next.
     */
    public Ledger(
            final Reference reference,
            final Collection<StreamPosition> settled,
            final List<Candle> stored,
            final long checkpointInterval,
            final LedgerListener listener) {
        this.checkpointInterval = checkpointInterval;
        this.listener = listener;
        this.reference = reference;
        positions = new Positions(settled);
        outputs = new OutputRows(reference);
        balances = new BalanceRows(reference);
        references = new ReferenceRows(reference);
        chains = new ChainRows(reference);
        candles = new Candles(stored);
    }

    /** Takes an output; returns false if it was taken before. */
    public boolean apply(final Output output) {
        final OutputStamp stamp = output.stamp();
        if (!positions.follows(Stream.ENGINE, stamp.lane(), stamp.sequence())) {
            return false;
        }
        positions.requireChained(stamp);
        define(output);
        outputs.tell(output, listener);
        for (final Trade trade : output.trades()) {
            final Instrument instrument = reference.instrument(trade.instrumentId());
            candles.onTrade(instrument, trade, stamp.timestampUs());
            hours.on("trade", instrument.symbol(), trade.tradeId(), stamp.timestampUs(), listener);
        }
        advance(new StreamPosition(
                Stream.ENGINE,
                stamp.lane(),
                stamp.sequence(),
                stamp.hash(),
                -1,
                stamp.coreSequence(),
                stamp.timestampUs()));
        return true;
    }

    private void define(final Output output) {
        final Definition definition = output.definition();
        if (definition.instrument() != null) {
            reference.define(definition.base());
            reference.define(definition.quote());
            final OutputStamp stamp = output.stamp();
            references.tell(definition.instrument(), stamp.shard(), stamp.coreSequence(), listener);
        }
    }

    /** Takes a record of balance.events; returns false if it was taken before. */
    public boolean apply(final BalanceRecord record, final long recordOffset) {
        final EventStamp stamp = record.stamp();
        final int part = Stream.eventPart(stamp.shard(), stamp.partition());
        if (!positions.follows(Stream.BALANCE_EVENTS, part, stamp.sequence())) {
            return false;
        }
        if (record instanceof AccountEvent event) {
            apply(event);
        } else if (record instanceof TransferResult result) {
            balances.tell(result, listener);
        } else if (record instanceof WithdrawalResult result) {
            balances.tell(result, listener);
        } else if (record instanceof ApiKeyChanged key) {
            balances.tell(key, listener);
        } else {
            define(record);
        }
        advance(new StreamPosition(
                Stream.BALANCE_EVENTS,
                part,
                stamp.sequence(),
                null,
                recordOffset,
                stamp.coreSequence(),
                stamp.timestampUs()));
        return true;
    }

    private void apply(final AccountEvent event) {
        balances.tell(event, listener);
        if (event.accountId() > 0) {
            hours.on(
                    "account",
                    Long.toString(event.accountId()),
                    event.accountSequence(),
                    event.stamp().timestampUs(),
                    listener);
        }
    }

    private void define(final BalanceRecord record) {
        final EventStamp stamp = record.stamp();
        if (record instanceof AssetDefined defined) {
            references.tell(defined.asset(), stamp.shard(), stamp.coreSequence(), listener);
        } else if (record instanceof InstrumentDefined defined) {
            references.tell(defined.instrument(), stamp.shard(), stamp.coreSequence(), listener);
        }
    }

    /** Takes a record of chain.events; returns false if it must wait for a definition on another stream. */
    public boolean apply(final ChainRecord record, final int partition, final long recordOffset) {
        if (!chains.isDefined(record)) {
            return false;
        }
        if (positions.isNew(partition, recordOffset, record.stamp())) {
            chains.tell(record, listener);
            final StreamPosition position = new StreamPosition(
                    Stream.CHAIN_EVENTS,
                    partition,
                    recordOffset + 1,
                    null,
                    recordOffset,
                    0,
                    record.stamp().timestampUs());
            positions.advance(position);
            listener.onPosition(position);
        }
        return true;
    }

    private void advance(final StreamPosition position) {
        final String kind = position.stream().label();
        hours.on(kind, Integer.toString(position.part()), position.sequence(), position.timestampUs(), listener);
        if (position.sequence() % checkpointInterval == 0) {
            listener.onRow(checkpointRow(position));
        }
        positions.advance(position);
        listener.onPosition(position);
    }

    private static Row checkpointRow(final StreamPosition position) {
        return Row.fact(
                Table.CHAIN_CHECKPOINTS,
                position.stream().label(),
                position.part(),
                Table.bucket(position.sequence()),
                position.sequence(),
                position.hash(),
                position.recordOffset() < 0 ? null : position.recordOffset(),
                position.coreSequence(),
                OutputRows.time(position.timestampUs()));
    }

    /** Tells the rows that wait for the end of a batch: candles. Call it before a batch is written. */
    public void flush() {
        candles.flush(listener);
    }
}
