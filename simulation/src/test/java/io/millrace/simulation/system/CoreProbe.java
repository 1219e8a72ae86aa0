package io.millrace.simulation.system;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.millrace.schema.sbe.BalancesReplyDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.QueryBalancesEncoder;
import io.millrace.schema.sbe.QueryStateEncoder;
import io.millrace.schema.sbe.StateReplyDecoder;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Asks the nodes of one shard of UBSCore over their query streams. One thread. */
final class CoreProbe implements AutoCloseable {
    private static final int QUERY_STREAM_ID = 801;
    private static final int RESPONSE_STREAM_ID = 802;
    private static final int QUERY_PORT = 5;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);

    private final MediaDriver driver = MediaDriver.launchEmbedded(new MediaDriver.Context()
            .aeronDirectoryName(CommonContext.generateRandomDirName())
            .threadingMode(ThreadingMode.SHARED)
            .termBufferSparseFile(true)
            .dirDeleteOnShutdown(true));
    private final Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
    private final Subscription answers = aeron.addSubscription("aeron:udp?endpoint=127.0.0.1:0", RESPONSE_STREAM_ID);
    private final List<Publication> nodes;
    private final UnsafeBuffer query = new UnsafeBuffer(new byte[256]);
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private long lastId;
    private Object answer;

    /** A node's state: equal only if it is the same at the same sequence. */
    record State(long coreSequence, String hash) {}

    /** {@code basePorts} of the nodes on this machine, in the order of their ids. */
    CoreProbe(final List<Integer> basePorts) {
        nodes = basePorts.stream()
                .<Publication>map(port ->
                        aeron.addPublication("aeron:udp?endpoint=127.0.0.1:" + (port + QUERY_PORT), QUERY_STREAM_ID))
                .toList();
    }

    /** Each node's own state; one that says nothing in time is left out. */
    List<State> states() {
        return IntStream.range(0, nodes.size())
                .mapToObj(node -> (State) ask(node, this::encodeState))
                .filter(state -> state != null)
                .toList();
    }

    /** The node that leads: it alone answers a question for balances. */
    int leader() {
        for (int node = 0; ; node = (node + 1) % nodes.size()) {
            if (ask(node, channel -> encodeBalances(channel, 1)) != null) {
                return node;
            }
        }
    }

    /** What an account has, minor units by asset id: available, held. */
    @SuppressWarnings("unchecked")
    Map<Integer, TradingClient.Balance> balances(final long accountId) {
        while (true) {
            final Object found = ask(leader(), channel -> encodeBalances(channel, accountId));
            if (found != null) {
                return (Map<Integer, TradingClient.Balance>) found;
            }
        }
    }

    private Object ask(final int node, final ToIntFunction<byte[]> encoder) {
        final FragmentAssembler assembler =
                new FragmentAssembler((buffer, offset, length, ignored) -> onAnswer(buffer, offset));
        answer = null;
        lastId++;
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (answer == null && System.nanoTime() - deadlineNs < 0) {
            final String channel = answers.tryResolveChannelEndpointPort();
            if (channel != null) {
                nodes.get(node).offer(query, 0, encoder.applyAsInt(channel.getBytes(StandardCharsets.US_ASCII)));
            }
            for (int polls = 0; answer == null && polls < 20; polls++) {
                answers.poll(assembler, 10);
                Await.briefly();
            }
        }
        return answer;
    }

    private int encodeState(final byte[] channel) {
        final QueryStateEncoder encoder = new QueryStateEncoder()
                .wrapAndApplyHeader(query, 0, headerEncoder)
                .queryId(lastId)
                .putResponseChannel(channel, 0, channel.length);
        return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    private int encodeBalances(final byte[] channel, final long accountId) {
        final QueryBalancesEncoder encoder = new QueryBalancesEncoder()
                .wrapAndApplyHeader(query, 0, headerEncoder)
                .queryId(lastId)
                .accountId(accountId)
                .putResponseChannel(channel, 0, channel.length);
        return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    private void onAnswer(final DirectBuffer buffer, final int offset) {
        header.wrap(buffer, offset);
        if (header.templateId() == StateReplyDecoder.TEMPLATE_ID) {
            final StateReplyDecoder reply = new StateReplyDecoder().wrapAndApplyHeader(buffer, offset, header);
            final byte[] hash = new byte[StateReplyDecoder.stateHashEncodingLength()];
            reply.getStateHash(hash, 0, hash.length);
            if (reply.queryId() == lastId) {
                answer = new State(reply.coreSequence(), HexFormat.of().formatHex(hash));
            }
        } else if (header.templateId() == BalancesReplyDecoder.TEMPLATE_ID) {
            final BalancesReplyDecoder reply = new BalancesReplyDecoder().wrapAndApplyHeader(buffer, offset, header);
            if (reply.queryId() == lastId) {
                final Map<Integer, TradingClient.Balance> balances = new HashMap<>();
                reply.balances()
                        .forEachRemaining(entry -> balances.put(
                                entry.assetId(),
                                new TradingClient.Balance(
                                        BigDecimal.valueOf(entry.available()), BigDecimal.valueOf(entry.held()))));
                answer = balances;
            }
        }
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(aeron, driver);
    }
}
