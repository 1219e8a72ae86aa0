package io.millrace.exchange.launch;

import java.util.Locale;

/** What a process of the exchange is doing. */
public enum ProcessState {
    /** For the ones that it needs, before its first start. */
    WAITING,
    STARTING,
    READY,
    /** It died and is started again after a while. */
    RESTARTING,
    /** It found an invariant broken, said so in its log and is left alone. */
    HALTED,
    /** It did not become ready, and will not be tried again. */
    FAILED,
    STOPPED;

    /** As operators see it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
