package io.millrace.exchange.launch;

import java.nio.file.Path;
import java.util.Map;

/** One process of the exchange as the supervisor sees it. Used by the supervisor's thread alone. */
public interface ManagedProcess {
    /** For example {@code gateway}. */
    String name();

    /** Starts it and returns at once; may be called again after its end. Throws when it can't even be executed. */
    void launch();

    /** Whether it runs. */
    boolean isAlive();

    /** After its end. */
    int exitCode();

    /** Whether it does its work; may take a second or two to find out. */
    boolean isReady();

    /** Process id, 0 when it was never launched. */
    long pid();

    /** Asks it to end and waits, in the end it is killed. */
    void stop();

    /** SIGKILL. */
    void kill();

    /** Ports that it listens on, by purpose. */
    Map<String, Integer> ports();

    /** Where to read about it. */
    Path log();
}
