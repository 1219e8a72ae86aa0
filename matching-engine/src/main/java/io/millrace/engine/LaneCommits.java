package io.millrace.engine;

import io.millrace.engine.egress.OutputChain;
import io.millrace.engine.egress.OutputOutlet;
import io.millrace.journal.Journal;
import io.millrace.journal.RecordEditor;
import io.millrace.journal.RecordHandler;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What happens to a batch of matched outputs: they are linked to the chain, written, forced, and only then published. Owned by
 * the lane's thread, which either does it itself or starts it on the runner's and goes on matching. The first failure is the
 * last thing that happens.
 */
final class LaneCommits implements AutoCloseable {
    private final Journal journal;
    private final OutputChain chain;
    private final CommitRunner runner;
    private final BatchHashes hashes = new BatchHashes();
    private final Runnable besides = this::runBesides;
    private final RecordEditor link = this::link;
    private final RecordHandler publish = this::publish;

    private OutputOutlet outlet;
    private long nowNs;
    private volatile RuntimeException failure;

    LaneCommits(final Journal journal, final OutputChain chain, final CommitRunner runner) {
        this.journal = journal;
        this.chain = chain;
        this.runner = runner;
    }

    /** From now on what is forced is published; idle. */
    void open(final OutputOutlet outlet) {
        this.outlet = outlet;
    }

    /** Whether everything that was handed in is forced and published. */
    boolean isIdle() {
        if (!runner.isIdle()) {
            return false;
        }
        checkFailure();
        return true;
    }

    void awaitIdle() {
        runner.awaitIdle();
        checkFailure();
    }

    /** Commits what the journal has gathered, before this returns; idle. */
    void commit(final long nowNs) {
        journal.seal();
        this.nowNs = nowNs;
        run();
    }

    /** Commits what the journal has gathered, while the caller goes on; idle. */
    void commitBeside(final long nowNs) {
        journal.seal();
        this.nowNs = nowNs;
        runner.start(besides);
    }

    /** Does what time asks of the outlet; idle. */
    int doWork(final long nowNs) {
        return outlet == null ? 0 : outlet.doWork(nowNs);
    }

    @Override
    public void close() {
        runner.close();
    }

    private void checkFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    private void runBesides() {
        try {
            run();
        } catch (final RuntimeException ex) {
            failure = ex;
        } catch (final Error ex) {
            failure = new IllegalStateException("commit died", ex);
        }
    }

    private void run() {
        hashes.clear();
        journal.force(link, publish);
        if (outlet != null) {
            outlet.flush();
            outlet.doWork(nowNs);
        }
    }

    private void link(
            final int type, final long sequence, final MutableDirectBuffer buffer, final int offset, final int length) {
        chain.link(buffer, offset, length);
        hashes.add(chain.lastHash());
    }

    private void publish(
            final int type, final long sequence, final DirectBuffer buffer, final int offset, final int length) {
        if (outlet != null) {
            outlet.offer(sequence, buffer, offset, length, hashes.next());
        }
    }
}
