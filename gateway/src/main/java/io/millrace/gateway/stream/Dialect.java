package io.millrace.gateway.stream;

import io.millrace.gateway.trading.AccountEvent;
import io.millrace.gateway.trading.Refusal;
import java.util.Set;

/** How a client speaks: our own messages, or those of another exchange. The agent's thread, but for {@link #parameters}. */
interface Dialect {
    /** Members that a control message's parameters may have. */
    Set<String> parameters();

    /** Performs a control message and answers it; refuses by throwing. */
    void handle(StreamSession session, Control control);

    /** The answer to a control message that is refused. */
    byte[] refusal(String id, Refusal refusal);

    /** A channel's message as this client gets it. */
    byte[] framed(Channel channel, byte[] text);

    /** A private event told to a client; null if it is of no interest. */
    void tell(StreamSession session, AccountFeed feed, AccountEvent event);

    /** What is said before the gateway goes; null: nothing. */
    byte[] farewell();
}
