package io.millrace.exchange.proof;

import com.typesafe.config.Config;
import io.aeron.CommonContext;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.AeronException;
import io.millrace.exchange.UbscoreMember;
import io.millrace.exchange.tool.ToolException;
import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.CommandReplyDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.RecordProofEncoder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.agrona.concurrent.UnsafeBuffer;

/** Sends one RecordProof to UBSCore's cluster, as an operator's client of its own. */
final class ProofRecorder {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private ProofRecorder() {}

    /** Core sequence at which UBSCore took it. */
    static long record(final Config config, final int shard, final long proofSequence, final byte[] top) {
        final String endpoints = UbscoreMember.of(config, shard).stream()
                .map(member -> member.node() + "=" + member.host() + ":" + member.ingressPort())
                .collect(Collectors.joining(","));
        final long[] answer = {0};
        try (MediaDriver driver = MediaDriver.launchEmbedded(new MediaDriver.Context()
                        .aeronDirectoryName(CommonContext.generateRandomDirName())
                        .threadingMode(ThreadingMode.SHARED)
                        .termBufferSparseFile(true)
                        .dirDeleteOnShutdown(true));
                AeronCluster cluster = AeronCluster.connect(new AeronCluster.Context()
                        .aeronDirectoryName(driver.aeronDirectoryName())
                        .ingressChannel("aeron:udp?term-length=64k")
                        .ingressEndpoints(endpoints)
                        .egressChannel("aeron:udp?endpoint=127.0.0.1:0|term-length=64k")
                        .messageTimeoutNs(TIMEOUT_NS)
                        .egressListener((session, timestamp, buffer, offset, length, header) -> {
                            final MessageHeaderDecoder message = new MessageHeaderDecoder().wrap(buffer, offset);
                            if (message.templateId() == CommandReplyDecoder.TEMPLATE_ID) {
                                answer[0] =
                                        onReply(new CommandReplyDecoder().wrapAndApplyHeader(buffer, offset, message));
                            }
                        }))) {
            send(cluster, proofSequence, top);
            final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
            while (answer[0] == 0) {
                if (System.nanoTime() - deadlineNs > 0) {
                    throw ToolException.infrastructure("ubscore does not answer endpoints=" + endpoints);
                }
                if (cluster.pollEgress() == 0) {
                    LockSupport.parkNanos(PAUSE_NS);
                }
            }
        } catch (final AeronException e) {
            throw ToolException.infrastructure("ubscore can't be reached endpoints=" + endpoints, e);
        }
        return answer[0];
    }

    private static long onReply(final CommandReplyDecoder reply) {
        if (reply.outcome() != Outcome.ACCEPTED) {
            throw ToolException.infrastructure("ubscore refused reason=" + reply.reason());
        }
        return reply.coreSequence();
    }

    private static void send(final AeronCluster cluster, final long proofSequence, final byte[] top) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
        final RecordProofEncoder command =
                new RecordProofEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        command.correlationId(1).proofSequence(proofSequence).putTop(top, 0, top.length);
        final int length =
                new CommandFrame().seal(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength());
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (cluster.offer(buffer, 0, length) < 0) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw ToolException.infrastructure("ubscore takes no command");
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }
}
