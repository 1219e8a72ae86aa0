package io.millrace.gateway.egress;

import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** A query without an answer yet: sent again until there is one, for it changes nothing. */
final class PendingQuery {
    final long queryId;
    final int shard;
    final long deadlineNs;
    /** Encodes it once the place for answers is known. */
    final Encoding encoding;

    final Reader reader;
    final Consumer<RuntimeException> failure;
    long nextSendNs;

    PendingQuery(
            final long queryId,
            final int shard,
            final long deadlineNs,
            final Encoding encoding,
            final Reader reader,
            final Consumer<RuntimeException> failure) {
        this.queryId = queryId;
        this.shard = shard;
        this.deadlineNs = deadlineNs;
        this.encoding = encoding;
        this.reader = reader;
        this.failure = failure;
    }

    /** Writes the message with its header; returns its length. */
    @FunctionalInterface
    interface Encoding {
        int encode(MutableDirectBuffer buffer, String responseChannel);
    }

    /** Takes the answer; false: it can't be understood yet, ask again. */
    @FunctionalInterface
    interface Reader {
        boolean read(DirectBuffer buffer, int offset);
    }
}
