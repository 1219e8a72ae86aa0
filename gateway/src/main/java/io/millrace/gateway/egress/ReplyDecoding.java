package io.millrace.gateway.egress;

import io.millrace.gateway.trading.AccountState;
import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.Balance;
import io.millrace.gateway.trading.CommandResult;
import io.millrace.gateway.trading.Grid;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.Limits;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OrderKey;
import io.millrace.gateway.trading.OrderStatus;
import io.millrace.gateway.trading.OrderTerms;
import io.millrace.gateway.trading.OrderType;
import io.millrace.gateway.trading.OrderView;
import io.millrace.gateway.trading.Progress;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.ReplyStamp;
import io.millrace.gateway.trading.Side;
import io.millrace.gateway.trading.TimeInForce;
import io.millrace.schema.sbe.AssetDefinitionDecoder;
import io.millrace.schema.sbe.BalancesReplyDecoder;
import io.millrace.schema.sbe.CommandReplyDecoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.InstrumentDefinitionDecoder;
import io.millrace.schema.sbe.OpenOrdersReplyDecoder;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.ReferenceReplyDecoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What UBSCore says, as the gateway's own values. Holds no state. */
final class ReplyDecoding {
    private ReplyDecoding() {}

    static CommandResult result(final CommandReplyDecoder reply, final PendingCommand command) {
        return new CommandResult(
                reply.outcome() == Outcome.ACCEPTED,
                reply.reason().name(),
                reply.replayed() == Flag.YES,
                command.offerCount > 1,
                status(reply.orderStatus()),
                new OrderKey(command.userId, reply.orderId(), reply.clientOrderId()),
                reply.count(),
                new ReplyStamp(
                        command.shard,
                        reply.lane(),
                        reply.instrumentId(),
                        reply.orderSequence(),
                        reply.coreSequence(),
                        reply.timestampUs()));
    }

    static ReferenceTable reference(final ReferenceReplyDecoder reply) {
        final long coreSequence = reply.coreSequence();
        final Map<Integer, Asset> assets = new HashMap<>();
        for (final ReferenceReplyDecoder.AssetsDecoder entry : reply.assets()) {
            final AssetDefinitionDecoder asset = entry.asset();
            assets.put(asset.assetId(), new Asset(asset.assetId(), asset.symbol(), asset.scale()));
        }
        final List<Instrument> instruments = new ArrayList<>();
        for (final ReferenceReplyDecoder.InstrumentsDecoder entry : reply.instruments()) {
            instruments.add(instrument(entry.instrument(), assets));
        }
        return new ReferenceTable(coreSequence, assets.values(), instruments);
    }

    /** Null: an instrument is not in {@code reference} yet. */
    static List<OrderView> orders(final OpenOrdersReplyDecoder reply, final ReferenceTable reference) {
        final List<OrderView> orders = new ArrayList<>();
        for (final OpenOrdersReplyDecoder.OrdersDecoder order : reply.orders()) {
            final Instrument instrument = reference.instrument(order.instrumentId());
            if (instrument == null) {
                return null;
            }
            orders.add(order(order, instrument));
        }
        return orders;
    }

    /** Null: an asset is not in {@code reference} yet. */
    static AccountState account(final BalancesReplyDecoder reply, final ReferenceTable reference) {
        final long coreSequence = reply.coreSequence();
        final long accountSequence = reply.accountSequence();
        final List<Balance> balances = new ArrayList<>();
        for (final BalancesReplyDecoder.BalancesDecoder balance : reply.balances()) {
            final Asset asset = reference.asset(balance.assetId());
            if (asset == null) {
                return null;
            }
            balances.add(new Balance(asset, balance.available(), balance.held(), accountSequence));
        }
        balances.sort(Comparator.comparing(balance -> balance.asset().symbol()));
        return new AccountState(coreSequence, accountSequence, balances);
    }

    private static Instrument instrument(
            final InstrumentDefinitionDecoder definition, final Map<Integer, Asset> assets) {
        return new Instrument(
                definition.instrumentId(),
                definition.symbol(),
                assets.get(definition.baseAssetId()),
                assets.get(definition.quoteAssetId()),
                definition.lane(),
                definition.state().name(),
                new Grid(
                        definition.priceScale(),
                        definition.tickSize(),
                        definition.lotSize(),
                        definition.notionalPerTickLot()),
                new Limits(
                        definition.quantityMin(),
                        definition.quantityMax(),
                        definition.notionalMin(),
                        definition.notionalMax(),
                        definition.priceMax(),
                        definition.priceBandPpm(),
                        definition.makerFeePpm(),
                        definition.takerFeePpm()));
    }

    /** Of a closed order UBSCore keeps only who, what and how it ended: side, type and time in force are null then. */
    private static OrderView order(final OpenOrdersReplyDecoder.OrdersDecoder order, final Instrument instrument) {
        final NewOrder terms = new NewOrder(
                order.userId(),
                order.clientOrderId(),
                instrument,
                named(order.side(), Side.class),
                named(order.orderType(), OrderType.class),
                named(order.timeInForce(), TimeInForce.class),
                null,
                OrderTerms.limit(order.price(), order.quantity()));
        final long remaining = Math.max(0, order.quantity() - order.filledQuantity());
        final Progress progress = new Progress(
                status(order.status()),
                order.reason().name(),
                order.filledQuantity(),
                remaining,
                order.filledNotional(),
                order.coreSequence(),
                order.createdUs(),
                order.createdUs());
        return new OrderView(order.orderId(), terms, progress);
    }

    private static OrderStatus status(final io.millrace.schema.sbe.OrderStatus status) {
        final OrderStatus named = named(status, OrderStatus.class);
        return named == null ? OrderStatus.NONE : named;
    }

    private static <E extends Enum<E>> E named(final Enum<?> value, final Class<E> type) {
        for (final E candidate : type.getEnumConstants()) {
            if (value != null && candidate.name().equals(value.name())) {
                return candidate;
            }
        }
        return null;
    }
}
