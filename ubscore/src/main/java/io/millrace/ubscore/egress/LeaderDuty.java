package io.millrace.ubscore.egress;

/**
 * Something that only the leader does, on a thread outside the service's, with a session into the log. Stepped by its agent, in
 * threads or by hand. An exception halts the node; faults that pass are handled inside.
 */
public interface LeaderDuty {
    /** This node leads, and the session is connected: from here on {@link #doWork} is called. May come again after {@link #end}. */
    void begin();

    /** One step; returns 0 if there was nothing to do. Never waits longer than a bounded request to the broker. */
    int doWork(long nowNs);

    /** Leadership or session is gone: lets go of everything. May be called more than once. */
    void end();

    /** For threads and operators. */
    String name();
}
