package io.millrace.exchange.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the process that has a port, as far as Linux shows it to this user. */
final class PortOwner {
    private static final String TCP_LISTENING = "0A";

    private PortOwner() {}

    /** For a message: process id and command, or that it is not known. */
    static String describe(final int port) {
        return of(port).map(handle -> "pid=" + handle.pid() + " command="
                        + handle.info().command().orElse("unknown"))
                .orElse("pid=unknown");
    }

    static Optional<ProcessHandle> of(final int port) {
        final Set<String> sockets = new HashSet<>();
        for (final String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            addSockets(Path.of("/proc/net", table), port, table.startsWith("tcp"), sockets);
        }
        return sockets.isEmpty()
                ? Optional.empty()
                : ProcessHandle.allProcesses()
                        .filter(handle -> holds(handle.pid(), sockets))
                        .findFirst();
    }

    // Columns: sl, local address:port in hex, remote, state, queues, timer, retransmits, uid, timeout, inode.
    private static void addSockets(final Path table, final int port, final boolean tcp, final Set<String> sockets) {
        final String suffix = String.format(Locale.ROOT, ":%04X", port);
        try (Stream<String> lines = Files.lines(table)) {
            lines.skip(1)
                    .map(line -> line.trim().split("\\s+"))
                    .filter(columns -> columns[1].endsWith(suffix) && (!tcp || columns[3].equals(TCP_LISTENING)))
                    .forEach(columns -> sockets.add("socket:[" + columns[9] + "]"));
        } catch (final IOException e) {
            // Not Linux, or no such protocol: there is nothing to add.
            return;
        }
    }

    private static boolean holds(final long pid, final Set<String> sockets) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.anyMatch(descriptor -> sockets.contains(target(descriptor)));
        } catch (final IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static String target(final Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (final IOException e) {
            return "";
        }
    }
}
