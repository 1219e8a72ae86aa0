package io.millrace.settlement.ingress;

import io.millrace.settlement.ledger.BalanceRecord;
import io.millrace.settlement.ledger.ChainRecord;
import io.millrace.settlement.ledger.Output;

/** Takes what the sources bring. Called on the agent's thread, inside {@link EventSource#poll}. */
public interface EventIntake {
    /** Whether more may come now. */
    boolean hasRoom();

    /** Takes an output, also when there is no room: then it is the last. */
    void onOutput(Output output);

    /** Takes a record, also when there is no room: then it is the last. */
    void onRecord(BalanceRecord record, long recordOffset);

    /** Takes a record of chain.events; false: it must be brought again later. */
    boolean onChainRecord(ChainRecord record, int partition, long recordOffset);
}
