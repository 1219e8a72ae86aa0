package io.millrace.gateway.egress;

import io.millrace.gateway.trading.OrderKey;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.QueryBalancesEncoder;
import io.millrace.schema.sbe.QueryOpenOrdersEncoder;
import io.millrace.schema.sbe.QueryOrderEncoder;
import io.millrace.schema.sbe.QueryReferenceEncoder;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;

/** Queries as bytes, header included; each returns its length. Holds no state. */
final class QueryEncoding {
    private QueryEncoding() {}

    static int order(final MutableDirectBuffer buffer, final String channel, final long queryId, final OrderKey key) {
        final byte[] response = bytes(channel);
        final QueryOrderEncoder query = new QueryOrderEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .queryId(queryId)
                .userId(key.userId())
                .orderId(key.orderId())
                .clientOrderId(key.clientOrderId())
                .putResponseChannel(response, 0, response.length);
        return MessageHeaderEncoder.ENCODED_LENGTH + query.encodedLength();
    }

    static int openOrders(
            final MutableDirectBuffer buffer,
            final String channel,
            final long queryId,
            final long userId,
            final int instrumentId,
            final long afterOrderId,
            final int countMax) {
        final byte[] response = bytes(channel);
        final QueryOpenOrdersEncoder query = new QueryOpenOrdersEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .queryId(queryId)
                .userId(userId)
                .instrumentId(instrumentId)
                .afterOrderId(afterOrderId)
                .countMax(countMax)
                .putResponseChannel(response, 0, response.length);
        return MessageHeaderEncoder.ENCODED_LENGTH + query.encodedLength();
    }

    static int reference(final MutableDirectBuffer buffer, final String channel, final long queryId) {
        final byte[] response = bytes(channel);
        final QueryReferenceEncoder query = new QueryReferenceEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .queryId(queryId)
                .putResponseChannel(response, 0, response.length);
        return MessageHeaderEncoder.ENCODED_LENGTH + query.encodedLength();
    }

    static int balances(
            final MutableDirectBuffer buffer, final String channel, final long queryId, final long accountId) {
        final byte[] response = bytes(channel);
        final QueryBalancesEncoder query = new QueryBalancesEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .queryId(queryId)
                .accountId(accountId)
                .putResponseChannel(response, 0, response.length);
        return MessageHeaderEncoder.ENCODED_LENGTH + query.encodedLength();
    }

    private static byte[] bytes(final String channel) {
        return channel.getBytes(StandardCharsets.US_ASCII);
    }
}
