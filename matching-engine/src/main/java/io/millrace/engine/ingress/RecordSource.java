package io.millrace.engine.ingress;

import org.agrona.DirectBuffer;

/** The records of one partition of {@code orders}, in order. Owned by the lane's thread. */
public interface RecordSource extends AutoCloseable {
    /** The next record to be had is the one at {@code offset}, or the first after it. */
    void seek(long offset);

    /**
     * Looks for records if none are at hand. A broker that is away is no failure: there is nothing then, and the place is
     * kept.
     *
     * @param mayWait whether it may wait a little for records if the broker has none.
     * @return how many records {@link #next} can go to without looking again.
     * @throws io.millrace.engine.LaneBreachException if the broker no longer has what comes next.
     */
    int poll(boolean mayWait);

    /** Whether there are likely more records to be had without waiting. */
    boolean hasMore();

    /** Goes to the next record at hand; false if there is none. */
    boolean next();

    /** Offset of the current record in its partition. */
    long offset();

    /** Value of the current record, from index 0 to its capacity; valid until {@link #next}. */
    DirectBuffer value();

    @Override
    void close();
}
