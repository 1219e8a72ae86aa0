package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ChainListener;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.schema.Topics;
import java.util.function.Supplier;

/** Reads {@code chain.events} from its end on, on a thread of its own. */
public final class ChainEventConsumer implements AutoCloseable {
    private final TopicTail tail;

    public ChainEventConsumer(
            final String bootstrap,
            final int partitionCount,
            final Supplier<ReferenceTable> reference,
            final ChainListener listener) {
        final ChainEventAdapter adapter = new ChainEventAdapter(reference, listener);
        tail = new TopicTail(
                bootstrap, Topics.CHAIN_EVENTS, partitionCount, offsets -> listener.onGap(), adapter::onRecord);
    }

    public void start() {
        tail.start();
    }

    @Override
    public void close() {
        tail.close();
    }
}
