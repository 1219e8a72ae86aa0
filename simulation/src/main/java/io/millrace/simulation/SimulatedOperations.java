package io.millrace.simulation;

import io.millrace.ubscore.ingress.OperationSource;
import java.util.Random;

/** UBSCore's consumer of transfers over the simulated broker. */
final class SimulatedOperations implements OperationSource {
    private final SimulatedBroker broker;
    private final Random random;
    private final int[] next;
    private final boolean[] paused;

    SimulatedOperations(final SimulatedBroker broker, final Random random) {
        if (!broker.isUp()) {
            throw new IllegalStateException("broker is away");
        }
        this.broker = broker;
        this.random = random;
        next = new int[broker.operations.size()];
        paused = new boolean[next.length];
    }

    @Override
    public void seek(final int partition, final long offset) {
        next[partition] = (int) Math.max(0, offset);
    }

    @Override
    public void pause(final int partition, final boolean pause) {
        paused[partition] = pause;
    }

    @Override
    public int poll(final Handler handler) {
        int count = 0;
        for (int partition = 0; partition < next.length && broker.isUp(); partition++) {
            for (int portion = random.nextInt(4); portion > 0 && !paused[partition]; portion--) {
                if (next[partition] < broker.operations.get(partition).size()) {
                    final int offset = next[partition]++;
                    handler.onRecord(
                            partition, offset, broker.operations.get(partition).get(offset));
                    count++;
                }
            }
        }
        return count;
    }

    @Override
    public void setAside(final int partition, final long offset, final byte[] value) {
        throw new IllegalStateException("a transfer can't be read partition=" + partition + " offset=" + offset);
    }

    @Override
    public void close() {}
}
