package io.millrace.simulation;

import io.aeron.DirectBufferVector;
import io.aeron.cluster.service.ClientSession;
import io.aeron.logbuffer.BufferClaim;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/** A client's session with the cluster: hands answers to whoever waits. */
final class SimulatedSession implements ClientSession {
    private final Consumer<byte[]> answers;

    SimulatedSession(final Consumer<byte[]> answers) {
        this.answers = answers;
    }

    @Override
    public long id() {
        return 1;
    }

    @Override
    public int responseStreamId() {
        return 1;
    }

    @Override
    public String responseChannel() {
        return "memory";
    }

    @Override
    public byte[] encodedPrincipal() {
        return new byte[0];
    }

    @Override
    public void close() {}

    @Override
    public boolean isClosing() {
        return false;
    }

    @Override
    public long offer(final DirectBuffer buffer, final int offset, final int length) {
        final byte[] answer = new byte[length];
        buffer.getBytes(offset, answer);
        answers.accept(answer);
        return length;
    }

    @Override
    public long offer(final DirectBufferVector[] vectors) {
        throw new UnsupportedOperationException("not used by UBSCore");
    }

    @Override
    public long tryClaim(final int length, final BufferClaim claim) {
        throw new UnsupportedOperationException("not used by UBSCore");
    }
}
