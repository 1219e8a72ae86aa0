package io.millrace.benchmarks.core;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What the threads of this process used between two looks, by name without its digits. One thread. */
final class ProcessorTime {
    private static final String OTHERS = "JVM: collector, compiler";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Map<Long, Long> before = new HashMap<>();
    private long processBeforeNs;

    /** The first look. */
    void begin() {
        before.clear();
        for (final long id : threads.getAllThreadIds()) {
            before.put(id, threads.getThreadCpuTime(id));
        }
        processBeforeNs = system.getProcessCpuTime();
    }

    /** The second look: nanoseconds by name. A thread that ended in between counts among the others. */
    Map<String, Long> end() {
        final Map<String, Long> used = new TreeMap<>();
        long rest = system.getProcessCpuTime() - processBeforeNs;
        for (final long id : threads.getAllThreadIds()) {
            final long ns = threads.getThreadCpuTime(id) - before.getOrDefault(id, 0L);
            final ThreadInfo thread = threads.getThreadInfo(id);
            if (thread != null && ns > 0) {
                used.merge(thread.getThreadName().replaceAll("[-# ]*\\d+", ""), ns, Long::sum);
                rest -= ns;
            }
        }
        used.put(OTHERS, Math.max(0, rest));
        return used;
    }
}
