package io.millrace.benchmarks.settlement;

import io.millrace.benchmarks.book.Mix;
import io.millrace.benchmarks.lane.LaneRecords;
import io.millrace.engine.LaneProcessor;
import io.millrace.schema.Accounts;
import io.millrace.schema.sbe.AssetDefinedEncoder;
import io.millrace.schema.sbe.BalanceEventEncoder;
import io.millrace.schema.sbe.Cause;
import io.millrace.schema.sbe.EngineOutputDecoder;
import io.millrace.schema.sbe.EventStampEncoder;
import io.millrace.schema.sbe.InstrumentDefinedEncoder;
import io.millrace.schema.sbe.InstrumentDefinitionDecoder;
import io.millrace.schema.sbe.Liquidity;
import io.millrace.schema.sbe.ListInstrumentDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.OrderStatus;
import io.millrace.schema.sbe.PlaceOrderDecoder;
import io.millrace.schema.sbe.Reason;
import io.millrace.schema.sbe.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What settlement takes when a mix is traded: the outputs that a real lane makes of it, and the balance events that belong to them,
 * one for each order accepted and closed and for each side of a trade. Balances are counters without money's rules.
 */
final class SettledStreams {
    static final int PARTITIONS = 2;

    private static final int[] SCALES = {0, 8, 6};
    private static final String[] ASSETS = {"", "BTC", "USDT"};
    private static final int BASE = 1;
    private static final int QUOTE = 2;
    private static final long LOT = 10_000;

    final List<byte[]> outputs = new ArrayList<>();
    final List<List<byte[]>> records = IntStream.range(0, PARTITIONS)
            .<List<byte[]>>mapToObj(i -> new ArrayList<>())
            .toList();

    private final LaneProcessor lane = new LaneProcessor(LaneRecords.LANE);
    private final UnsafeBuffer command = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final EngineOutputDecoder output = new EngineOutputDecoder();
    private final BalanceEventEncoder event = new BalanceEventEncoder();
    private final Map<Long, Long> accountSequences = new HashMap<>();
    private final Map<Long, long[]> balances = new HashMap<>();

    /** One change of one account, as the event says it. */
    private record Change(
            long accountId, Cause cause, long orderId, Side side, long price, long quantity, long remaining) {}

    SettledStreams(final Mix mix) {
        LaneRecords.encode(mix, this::take);
    }

    private void take(final byte[] bytes) {
        command.wrap(bytes);
        final int length = lane.process(lane.outputSequence(), command, 0, bytes.length);
        final byte[] copy = new byte[length];
        lane.output().getBytes(0, copy);
        outputs.add(copy);
        output.wrapAndApplyHeader(lane.output(), 0, new MessageHeaderDecoder());
        if (output.commandTemplateId() == ListInstrumentDecoder.TEMPLATE_ID) {
            define();
        } else {
            follow();
        }
    }

    private void define() {
        final ListInstrumentDecoder list =
                new ListInstrumentDecoder().wrapAndApplyHeader(command, 0, new MessageHeaderDecoder());
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int id = 1; id < ASSETS.length; id++) {
                final AssetDefinedEncoder asset = new AssetDefinedEncoder().wrapAndApplyHeader(buffer, 0, header);
                stamp(asset.stamp(), partition);
                asset.asset().assetId(id).scale((short) SCALES[id]).symbol(ASSETS[id]);
                keep(partition, asset.encodedLength());
            }
            final InstrumentDefinedEncoder instrument =
                    new InstrumentDefinedEncoder().wrapAndApplyHeader(buffer, 0, header);
            stamp(instrument.stamp(), partition);
            buffer.putBytes(
                    instrument.instrument().offset(),
                    command,
                    list.instrument().offset(),
                    InstrumentDefinitionDecoder.ENCODED_LENGTH);
            keep(partition, instrument.encodedLength());
        }
    }

    private void follow() {
        final boolean isPlaced = output.commandTemplateId() == PlaceOrderDecoder.TEMPLATE_ID;
        final long orderId = output.orderId();
        if (isPlaced) {
            final PlaceOrderDecoder place =
                    new PlaceOrderDecoder().wrapAndApplyHeader(command, 0, new MessageHeaderDecoder());
            add(
                    new Change(
                            output.userId(),
                            Cause.ORDER_ACCEPTED,
                            orderId,
                            place.side(),
                            place.price(),
                            place.quantity(),
                            place.quantity()),
                    null);
        }
        for (final EngineOutputDecoder.TradesDecoder trade : output.trades()) {
            final Side makerSide = trade.takerSide() == Side.BUY ? Side.SELL : Side.BUY;
            add(fill(trade.makerUserId(), trade.makerOrderId(), makerSide, trade, trade.makerRemaining()), trade);
            add(
                    fill(trade.takerUserId(), trade.takerOrderId(), trade.takerSide(), trade, trade.takerRemaining()),
                    trade);
            add(new Change(Accounts.FEE, Cause.FEE, trade.takerOrderId(), trade.takerSide(), 0, 0, 0), trade);
        }
        for (final EngineOutputDecoder.OrdersDecoder order : output.orders()) {
            if (order.status() == OrderStatus.CANCELED) {
                add(
                        new Change(
                                order.userId(),
                                Cause.ORDER_CLOSED,
                                order.orderId(),
                                order.side(),
                                order.price(),
                                order.quantity(),
                                order.remainingQuantity()),
                        null);
            }
        }
    }

    private static Change fill(
            final long userId,
            final long orderId,
            final Side side,
            final EngineOutputDecoder.TradesDecoder trade,
            final long remaining) {
        return new Change(userId, Cause.FILL, orderId, side, trade.price(), trade.quantity(), remaining);
    }

    private void add(final Change change, final EngineOutputDecoder.TradesDecoder trade) {
        final int partition = Accounts.partition(change.accountId, PARTITIONS);
        final boolean isFill = change.cause == Cause.FILL;
        final boolean isMaker = isFill && trade.makerOrderId() == change.orderId;
        final int received = change.side == Side.BUY ? BASE : QUOTE;
        event.wrapAndApplyHeader(buffer, 0, header);
        stamp(event.stamp(), partition);
        event.accountId(change.accountId)
                .accountSequence(accountSequences.merge(change.accountId, 1L, Long::sum))
                .cause(change.cause)
                .reason(change.cause == Cause.ORDER_CLOSED ? Reason.USER : Reason.NONE)
                .orderStatus(status(change))
                .side(change.side.value())
                .liquidity(!isFill ? Liquidity.NONE : isMaker ? Liquidity.MAKER : Liquidity.TAKER)
                .lane(LaneRecords.LANE)
                .instrumentId(output.instrumentId())
                .feeAssetId(isFill ? received : 0)
                .orderId(change.orderId)
                .tradeId(trade == null ? 0 : trade.tradeId())
                .outputSequence(trade == null ? 0 : output.outputSequence())
                .price(change.price)
                .quantity(change.quantity)
                .remainingQuantity(change.remaining)
                .fee(!isFill ? 0 : isMaker ? trade.makerFee() : trade.takerFee())
                .requestId("");
        final BalanceEventEncoder.ChangesEncoder changes = event.changesCount(2);
        change(changes, change.accountId, BASE, change.quantity * LOT);
        change(changes, change.accountId, QUOTE, change.price * change.quantity);
        keep(partition, event.encodedLength());
    }

    private static OrderStatus status(final Change change) {
        return switch (change.cause) {
            case ORDER_ACCEPTED -> OrderStatus.NEW;
            case ORDER_CLOSED -> OrderStatus.CANCELED;
            default -> change.remaining == 0 ? OrderStatus.FILLED : OrderStatus.PARTIALLY_FILLED;
        };
    }

    private void change(
            final BalanceEventEncoder.ChangesEncoder changes,
            final long accountId,
            final int assetId,
            final long delta) {
        final long[] balance = balances.computeIfAbsent(accountId * ASSETS.length + assetId, key -> new long[1]);
        balance[0] += delta;
        changes.next()
                .assetId(assetId)
                .scale((short) SCALES[assetId])
                .availableDelta(delta)
                .heldDelta(0)
                .availableAfter(balance[0])
                .heldAfter(0);
    }

    private void stamp(final EventStampEncoder stamp, final int partition) {
        stamp.partition(partition)
                .shard(0)
                .eventSequence(records.get(partition).size() + 1)
                .coreSequence(3 * lane.outputSequence())
                .timestampUs(output.timestampUs());
    }

    private void keep(final int partition, final int encodedLength) {
        final byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + encodedLength];
        buffer.getBytes(0, bytes);
        records.get(partition).add(bytes);
    }
}
