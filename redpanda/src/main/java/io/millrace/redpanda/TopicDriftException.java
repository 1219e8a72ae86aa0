package io.millrace.redpanda;

import java.util.List;
import java.util.stream.Collectors;

/** Topics are there, but not as they must be. Nothing was changed: an operator decides. */
public final class TopicDriftException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<TopicDrift> drifts;

    TopicDriftException(final List<TopicDrift> drifts) {
        super("topics differ from topics.yaml: "
                + drifts.stream().map(TopicDrift::toString).collect(Collectors.joining("; ")));
        this.drifts = List.copyOf(drifts);
    }

    /** Every difference found. */
    public List<TopicDrift> drifts() {
        return drifts;
    }
}
