package io.millrace.ubscore.egress;

import io.millrace.schema.sbe.BalancesReplyEncoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.OpenOrdersReplyEncoder;
import io.millrace.schema.sbe.OrderType;
import io.millrace.schema.sbe.QueryBalancesDecoder;
import io.millrace.schema.sbe.QueryOpenOrdersDecoder;
import io.millrace.schema.sbe.QueryOrderDecoder;
import io.millrace.schema.sbe.QueryReferenceDecoder;
import io.millrace.schema.sbe.QueryStateDecoder;
import io.millrace.schema.sbe.ReferenceReplyEncoder;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.StateReplyEncoder;
import io.millrace.schema.sbe.TimeInForce;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.account.FixedText;
import io.millrace.ubscore.account.OrderView;
import io.millrace.ubscore.account.OutputHeader;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Queries as the core's calls, and what it says as answers. Changes nothing. The service's thread. */
final class QueryEncoder {
    /** Orders in one answer. */
    static final int ORDERS_MAX = 500;

    private static final int RESPONSE_CHANNEL_LENGTH_MAX = 256;

    private final BalanceCore core;
    private final CoreConfig config;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final QueryOpenOrdersDecoder queryOpenOrders = new QueryOpenOrdersDecoder();
    private final QueryOrderDecoder queryOrder = new QueryOrderDecoder();
    private final QueryBalancesDecoder queryBalances = new QueryBalancesDecoder();
    private final QueryReferenceDecoder queryReference = new QueryReferenceDecoder();
    private final QueryStateDecoder queryState = new QueryStateDecoder();
    private final OpenOrdersReplyEncoder openOrders = new OpenOrdersReplyEncoder();
    private final BalancesReplyEncoder balances = new BalancesReplyEncoder();
    private final ReferenceReplyEncoder reference = new ReferenceReplyEncoder();
    private final StateReplyEncoder state = new StateReplyEncoder();
    private final FixedText clientOrderId = new FixedText(FixedText.CLIENT_ORDER_ID_LENGTH);
    private final OrderView view = new OrderView();
    private final byte[] hash = new byte[OutputHeader.HASH_LENGTH];
    private String responseChannel;

    QueryEncoder(final BalanceCore core, final CoreConfig config) {
        this.core = core;
        this.config = config;
    }

    /** Channel that the query answered last named. */
    String responseChannel() {
        return responseChannel;
    }

    /** Whether a node is asked for its own state, which need not be the leader's. */
    static boolean isStateQuery(final DirectBuffer buffer, final int offset, final int length) {
        return length >= MessageHeaderDecoder.ENCODED_LENGTH
                && Short.toUnsignedInt(buffer.getShort(
                                offset + MessageHeaderDecoder.templateIdEncodingOffset(), ByteOrder.LITTLE_ENDIAN))
                        == QueryStateDecoder.TEMPLATE_ID;
    }

    /** Writes the answer and returns its length; 0 if this is no query. */
    int answer(final DirectBuffer buffer, final int offset, final int length, final MutableDirectBuffer answer) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH + Long.BYTES) {
            return 0;
        }
        header.wrap(buffer, offset);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || header.blockLength() + MessageHeaderDecoder.ENCODED_LENGTH > length) {
            return 0;
        }
        final int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
        try {
            return switch (header.templateId()) {
                case QueryOpenOrdersDecoder.TEMPLATE_ID -> answerOpenOrders(buffer, body, answer);
                case QueryOrderDecoder.TEMPLATE_ID -> answerOrder(buffer, body, answer);
                case QueryBalancesDecoder.TEMPLATE_ID -> answerBalances(buffer, body, answer);
                case QueryReferenceDecoder.TEMPLATE_ID -> answerReference(buffer, body, answer);
                case QueryStateDecoder.TEMPLATE_ID -> answerState(buffer, body, answer);
                default -> 0;
            };
        } catch (final IndexOutOfBoundsException e) {
            return 0;
        }
    }

    private int answerOpenOrders(final DirectBuffer buffer, final int body, final MutableDirectBuffer answer) {
        queryOpenOrders.wrap(buffer, body, header.blockLength(), header.version());
        final int countMax = Math.max(1, Math.min(queryOpenOrders.countMax(), ORDERS_MAX));
        final List<OrderEntry> found = new ArrayList<>();
        final boolean more = core.openOrders(
                queryOpenOrders.userId(),
                queryOpenOrders.instrumentId(),
                queryOpenOrders.afterOrderId(),
                countMax,
                order -> found.add(new OrderEntry(order)));
        final long queryId = queryOpenOrders.queryId();
        channel(buffer, queryOpenOrders.limit(), queryOpenOrders.responseChannelLength());
        return encodeOrders(answer, queryId, more, found);
    }

    private int answerOrder(final DirectBuffer buffer, final int body, final MutableDirectBuffer answer) {
        queryOrder.wrap(buffer, body, header.blockLength(), header.version());
        clientOrderId.wrap(buffer, body + QueryOrderDecoder.clientOrderIdEncodingOffset());
        final boolean known = core.findOrder(queryOrder.userId(), queryOrder.orderId(), clientOrderId, view);
        final long queryId = queryOrder.queryId();
        channel(buffer, queryOrder.limit(), queryOrder.responseChannelLength());
        return encodeOrders(answer, queryId, false, known ? List.of(new OrderEntry(view)) : List.of());
    }

    private int encodeOrders(
            final MutableDirectBuffer answer, final long queryId, final boolean more, final List<OrderEntry> found) {
        openOrders
                .wrapAndApplyHeader(answer, 0, headerEncoder)
                .queryId(queryId)
                .shard(config.shard)
                .coreSequence(core.coreSequence())
                .more(WireEnums.flag(more));
        final OpenOrdersReplyEncoder.OrdersEncoder orders = openOrders.ordersCount(found.size());
        for (final OrderEntry entry : found) {
            entry.encode(orders.next());
        }
        return MessageHeaderEncoder.ENCODED_LENGTH + openOrders.encodedLength();
    }

    private int answerBalances(final DirectBuffer buffer, final int body, final MutableDirectBuffer answer) {
        queryBalances.wrap(buffer, body, header.blockLength(), header.version());
        final List<long[]> rows = new ArrayList<>();
        final long accountSequence = core.balances(
                queryBalances.accountId(),
                (assetId, available, held) -> rows.add(new long[] {assetId, available, held}));
        balances.wrapAndApplyHeader(answer, 0, headerEncoder)
                .queryId(queryBalances.queryId())
                .shard(config.shard)
                .coreSequence(core.coreSequence())
                .accountId(queryBalances.accountId())
                .accountSequence(accountSequence);
        final BalancesReplyEncoder.BalancesEncoder group = balances.balancesCount(rows.size());
        for (final long[] row : rows) {
            group.next().assetId((int) row[0]).available(row[1]).held(row[2]);
        }
        channel(buffer, queryBalances.limit(), queryBalances.responseChannelLength());
        return MessageHeaderEncoder.ENCODED_LENGTH + balances.encodedLength();
    }

    private int answerReference(final DirectBuffer buffer, final int body, final MutableDirectBuffer answer) {
        queryReference.wrap(buffer, body, header.blockLength(), header.version());
        int assets = 0;
        for (int id = 1; id <= CoreConfig.ASSET_ID_MAX; id++) {
            assets += core.asset(id) == null ? 0 : 1;
        }
        int instruments = 0;
        for (int id = 1; id <= CoreConfig.INSTRUMENT_ID_MAX; id++) {
            instruments += core.instrument(id) == null ? 0 : 1;
        }
        reference
                .wrapAndApplyHeader(answer, 0, headerEncoder)
                .queryId(queryReference.queryId())
                .shard(config.shard)
                .coreSequence(core.coreSequence());
        final ReferenceReplyEncoder.AssetsEncoder assetGroup = reference.assetsCount(assets);
        for (int id = 1; id <= CoreConfig.ASSET_ID_MAX; id++) {
            if (core.asset(id) != null) {
                DefinitionEncoding.encode(core.asset(id), assetGroup.next().asset());
            }
        }
        final ReferenceReplyEncoder.InstrumentsEncoder instrumentGroup = reference.instrumentsCount(instruments);
        for (int id = 1; id <= CoreConfig.INSTRUMENT_ID_MAX; id++) {
            if (core.instrument(id) != null) {
                DefinitionEncoding.encode(
                        core.instrument(id), instrumentGroup.next().instrument());
            }
        }
        channel(buffer, queryReference.limit(), queryReference.responseChannelLength());
        return MessageHeaderEncoder.ENCODED_LENGTH + reference.encodedLength();
    }

    private int answerState(final DirectBuffer buffer, final int body, final MutableDirectBuffer answer) {
        queryState.wrap(buffer, body, header.blockLength(), header.version());
        core.stateHash(hash);
        state.wrapAndApplyHeader(answer, 0, headerEncoder)
                .queryId(queryState.queryId())
                .shard(config.shard)
                .coreSequence(core.coreSequence())
                .putStateHash(hash, 0, hash.length)
                .accountCount(core.accountCount())
                .openOrderCount(core.openOrderCount());
        final StateReplyEncoder.LanesEncoder lanes = state.lanesCount(config.laneCount);
        for (int lane = 0; lane < config.laneCount; lane++) {
            core.outputHash(lane, hash);
            lanes.next()
                    .lane(lane)
                    .orderSequence(core.orderSequence(lane))
                    .orderSequenceAcknowledged(core.orderSequenceAcknowledged(lane))
                    .outputSequence(core.outputSequence(lane))
                    .putOutputHash(hash, 0, hash.length);
        }
        final StateReplyEncoder.PartitionsEncoder partitions = state.partitionsCount(config.partitionCount);
        for (int partition = 0; partition < config.partitionCount; partition++) {
            partitions
                    .next()
                    .partition(partition)
                    .eventSequence(core.eventSequence(partition))
                    .eventSequenceAcknowledged(core.eventSequenceAcknowledged(partition))
                    .operationOffset(core.operationOffset(partition));
        }
        channel(buffer, queryState.limit(), queryState.responseChannelLength());
        return MessageHeaderEncoder.ENCODED_LENGTH + state.encodedLength();
    }

    /** Takes the response channel: it stands behind its length, at the end of the query's block. */
    private void channel(final DirectBuffer buffer, final int at, final int length) {
        if (length <= 0 || length > RESPONSE_CHANNEL_LENGTH_MAX) {
            throw new IndexOutOfBoundsException(length);
        }
        final byte[] bytes = new byte[length];
        buffer.getBytes(at + Integer.BYTES, bytes);
        responseChannel = new String(bytes, StandardCharsets.US_ASCII);
    }

    /** A copy of a view, which the core reuses: an answer's count stands before its entries. */
    private static final class OrderEntry {
        private final OrderView order = new OrderView();

        OrderEntry(final OrderView source) {
            order.orderId = source.orderId;
            order.userId = source.userId;
            order.instrumentId = source.instrumentId;
            order.side = source.side;
            order.type = source.type;
            order.timeInForce = source.timeInForce;
            order.status = source.status;
            order.reason = source.reason;
            order.price = source.price;
            order.quantity = source.quantity;
            order.filledQuantity = source.filledQuantity;
            order.filledNotional = source.filledNotional;
            order.hold = source.hold;
            order.createdUs = source.createdUs;
            order.coreSequence = source.coreSequence;
            order.clientOrderId.set(source.clientOrderId);
        }

        void encode(final OpenOrdersReplyEncoder.OrdersEncoder entry) {
            entry.orderId(order.orderId)
                    .userId(order.userId)
                    .instrumentId(order.instrumentId)
                    .side(order.side == null ? Side.NULL_VAL : WireEnums.side(order.side))
                    .orderType(order.type == null ? OrderType.NULL_VAL : WireEnums.orderType(order.type))
                    .timeInForce(
                            order.timeInForce == null ? TimeInForce.NULL_VAL : WireEnums.timeInForce(order.timeInForce))
                    .status(WireEnums.orderStatus(order.status))
                    .reason(WireEnums.reason(order.reason))
                    .price(order.price)
                    .quantity(order.quantity)
                    .filledQuantity(order.filledQuantity)
                    .filledNotional(order.filledNotional)
                    .hold(order.hold)
                    .createdUs(order.createdUs)
                    .coreSequence(order.coreSequence)
                    .clientOrderId(order.clientOrderId.toString());
        }
    }
}
