package io.millrace.embedded;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * First class of every child JVM: {@code ChildMain LOCK_FILE WATCH MAIN_CLASS ARGUMENTS...}.
 *
 * <p>It takes an operating system lock on {@code LOCK_FILE} (which the kernel frees however the process ends, so that no
 * stale lock blocks a restart), then, when {@code WATCH} is {@code true}, ends the process once its standard input
 * closes, which happens when the parent is gone. It runs in JVMs with a foreign class path: it uses the JDK alone, and
 * looks the main class up by name because it is compiled without it.
 */
public final class ChildMain {
    /** Exit code when another process holds the lock. */
    public static final int EXIT_LOCKED = 75;
    /** How long an orderly end may take once the parent is gone. */
    private static final long ORPHAN_EXIT_TIMEOUT_MS = 15_000;

    private static FileLock lock;

    private ChildMain() {}

    /** Runs the main class as if it had been started by itself. */
    public static void main(final String[] args) throws Throwable {
        if (!tryLock(Path.of(args[0]))) {
            System.err.println("data is in use by another process lock=" + args[0]);
            System.exit(EXIT_LOCKED);
        }
        if (Boolean.parseBoolean(args[1])) {
            daemon("parent-watch", ChildMain::exitWhenOrphaned);
        }
        MethodHandles.publicLookup()
                .findStatic(Class.forName(args[2]), "main", MethodType.methodType(void.class, String[].class))
                .invoke(Arrays.copyOfRange(args, 3, args.length));
    }

    // The lock lives as long as this process: it is never closed on purpose.
    @SuppressWarnings("resource")
    private static boolean tryLock(final Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        lock = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .tryLock();
        return lock != null;
    }

    private static void exitWhenOrphaned() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (final IOException e) {
            System.err.println("standard input failed, taken as the parent's end error=" + e);
        }
        daemon("parent-watch-halt", ChildMain::haltAfterTimeout);
        System.exit(0);
    }

    private static void haltAfterTimeout() {
        try {
            Thread.sleep(ORPHAN_EXIT_TIMEOUT_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private static void daemon(final String name, final Runnable task) {
        final Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
