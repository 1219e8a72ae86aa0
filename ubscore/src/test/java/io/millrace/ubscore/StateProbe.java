package io.millrace.ubscore;

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
import io.millrace.ubscore.egress.QueryResponder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Asks nodes for their state and the leader for balances. One thread. */
final class StateProbe implements AutoCloseable {
    private static final long RESEND_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

    private final MediaDriver driver = MediaDriver.launchEmbedded(new MediaDriver.Context()
            .aeronDirectoryName(CommonContext.generateRandomDirName())
            .threadingMode(ThreadingMode.SHARED)
            .termBufferSparseFile(true)
            .dirDeleteOnShutdown(true));
    private final Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
    private final Subscription answers =
            aeron.addSubscription("aeron:udp?endpoint=127.0.0.1:0", QueryResponder.RESPONSE_STREAM_ID);
    private final List<Publication> nodes;
    private final UnsafeBuffer query = new UnsafeBuffer(new byte[256]);
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final StateReplyDecoder stateReply = new StateReplyDecoder();
    private final BalancesReplyDecoder balancesReply = new BalancesReplyDecoder();
    private final byte[] hash = new byte[32];
    private long lastId;
    private State state;
    private Balance balance;
    private int balanceAssetId;

    record State(long coreSequence, String hash, int openOrderCount, long[] operationOffsets) {
        boolean isSameAs(final State other) {
            return other != null && coreSequence == other.coreSequence && hash.equals(other.hash);
        }
    }

    record Balance(long available, long held) {}

    /** {@code basePorts} of the nodes on this machine, in the order of their ids. */
    StateProbe(final List<Integer> basePorts) {
        nodes = basePorts.stream()
                .<Publication>map(port -> aeron.addPublication(
                        "aeron:udp?endpoint=127.0.0.1:" + (port + 5), QueryResponder.QUERY_STREAM_ID))
                .toList();
    }

    /** A node's own state; null if it says nothing in time. */
    State state(final int node) {
        state = null;
        ask(List.of(nodes.get(node)), this::encodeState, () -> state != null);
        return state;
    }

    /** State of whichever node is first to say it; null if there is none in time. */
    State anyState() {
        state = null;
        ask(nodes, this::encodeState, () -> state != null);
        return state;
    }

    /** What an account has; the leader answers. */
    Balance balance(final long accountId, final int assetId) {
        balance = null;
        balanceAssetId = assetId;
        ask(nodes, channel -> encodeBalances(channel, accountId), () -> balance != null);
        return balance;
    }

    private interface Answered {
        boolean holds();
    }

    private void ask(final List<Publication> asked, final ToIntFunction<byte[]> encoder, final Answered answered) {
        final FragmentAssembler assembler =
                new FragmentAssembler((buffer, offset, length, ignored) -> onAnswer(buffer, offset));
        lastId++;
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        long sendNs = System.nanoTime();
        while (!answered.holds() && System.nanoTime() - deadlineNs < 0) {
            final String channel = answers.tryResolveChannelEndpointPort();
            if (channel != null && System.nanoTime() - sendNs >= 0) {
                sendNs = System.nanoTime() + RESEND_NS;
                final int length = encoder.applyAsInt(channel.getBytes(StandardCharsets.US_ASCII));
                asked.forEach(node -> node.offer(query, 0, length));
            }
            if (answers.poll(assembler, 10) == 0) {
                Thread.yield();
            }
        }
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
            stateReply.wrapAndApplyHeader(buffer, offset, header);
            if (stateReply.queryId() == lastId) {
                state = state();
            }
        } else if (header.templateId() == BalancesReplyDecoder.TEMPLATE_ID) {
            balancesReply.wrapAndApplyHeader(buffer, offset, header);
            if (balancesReply.queryId() == lastId) {
                balance = balance();
            }
        }
    }

    private State state() {
        stateReply.getStateHash(hash, 0, hash.length);
        final String text = HexFormat.of().formatHex(hash);
        stateReply.lanes().forEachRemaining(lane -> {});
        final StateReplyDecoder.PartitionsDecoder partitions = stateReply.partitions();
        final long[] offsets = new long[partitions.count()];
        for (final StateReplyDecoder.PartitionsDecoder partition : partitions) {
            offsets[partition.partition()] = partition.operationOffset();
        }
        return new State(stateReply.coreSequence(), text, stateReply.openOrderCount(), offsets);
    }

    private Balance balance() {
        for (final BalancesReplyDecoder.BalancesDecoder entry : balancesReply.balances()) {
            if (entry.assetId() == balanceAssetId) {
                return new Balance(entry.available(), entry.held());
            }
        }
        return new Balance(0, 0);
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(aeron, driver);
    }
}
