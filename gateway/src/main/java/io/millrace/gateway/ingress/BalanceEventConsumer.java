package io.millrace.gateway.ingress;

import io.millrace.gateway.keys.KeyDirectory;
import io.millrace.gateway.trading.AccountEvents;
import io.millrace.gateway.trading.TransferWaiters;
import io.millrace.schema.Topics;
import java.util.Map;
import java.util.function.Consumer;

/** Reads {@code balance.events} from its end on, on a thread of its own. */
public final class BalanceEventConsumer implements AutoCloseable {
    private final TopicTail tail;

    /**
     * @param beginning is told of each partition's offset from which it is read, whenever the reading begins
     * @param referenceChanged is told when an asset or an instrument was defined or changed
     */
    public BalanceEventConsumer(
            final String bootstrap,
            final int partitionCount,
            final AccountEvents accounts,
            final TransferWaiters transfers,
            final KeyDirectory keys,
            final Consumer<Map<Integer, Long>> beginning,
            final Runnable referenceChanged) {
        final BalanceEventAdapter adapter = new BalanceEventAdapter(accounts, transfers, keys, referenceChanged);
        tail = new TopicTail(
                bootstrap,
                Topics.BALANCE_EVENTS,
                partitionCount,
                offsets -> {
                    beginning.accept(offsets);
                    accounts.onGap();
                },
                adapter::onRecord);
    }

    public void start() {
        tail.start();
    }

    /** Whether events that happen from now on will be seen. */
    public boolean isReading() {
        return tail.isReading();
    }

    @Override
    public void close() {
        tail.close();
    }
}
