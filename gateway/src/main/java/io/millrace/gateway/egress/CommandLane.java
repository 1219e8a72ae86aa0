package io.millrace.gateway.egress;

import io.aeron.Aeron;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The commands of one shard that have no answer yet. They are offered in the order in which they came, and once more, the
 * same bytes, after each loss of the connection: UBSCore knows a repeated command by its client id. One thread: the agent's.
 */
final class CommandLane {
    private final ClusterLink link;
    private final Long2ObjectHashMap<PendingCommand> pending = new Long2ObjectHashMap<>();
    private final Deque<PendingCommand> toOffer = new ArrayDeque<>();
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private long epoch;

    CommandLane(final ClusterLink link) {
        this.link = link;
    }

    int doWork(final Aeron aeron, final long nowNs) {
        int count = link.doWork(aeron, nowNs);
        if (link.epoch() != epoch) {
            epoch = link.epoch();
            offerAllAgain();
        }
        while (!toOffer.isEmpty()) {
            final PendingCommand command = toOffer.peekFirst();
            if (!command.future.isDone() && !offer(command)) {
                break;
            }
            toOffer.removeFirst();
            count++;
        }
        return count;
    }

    void add(final PendingCommand command) {
        pending.put(command.correlationId, command);
        toOffer.addLast(command);
    }

    /** Takes a command out whose answer has come; null if nobody waits for it. */
    PendingCommand remove(final long correlationId) {
        return pending.remove(correlationId);
    }

    int pendingCount() {
        return pending.size();
    }

    boolean isConnected() {
        return link.isConnected();
    }

    void expire(final long nowNs) {
        final Iterator<PendingCommand> commands = pending.values().iterator();
        while (commands.hasNext()) {
            final PendingCommand command = commands.next();
            if (nowNs - command.deadlineNs >= 0) {
                commands.remove();
                command.expire();
            }
        }
    }

    void close() {
        link.close();
    }

    private boolean offer(final PendingCommand command) {
        buffer.wrap(command.bytes);
        final boolean isOffered = link.offer(buffer, command.bytes.length);
        if (isOffered) {
            command.offerCount++;
        }
        return isOffered;
    }

    private void offerAllAgain() {
        toOffer.clear();
        pending.values().stream()
                .sorted(Comparator.comparingLong(command -> command.correlationId))
                .forEach(toOffer::addLast);
    }
}
