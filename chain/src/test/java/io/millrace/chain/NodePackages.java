package io.millrace.chain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The compiler and the test node, installed once from the committed lock file. */
final class NodePackages {
    private static final Path CONTRACTS = Path.of("contracts");

    private NodePackages() {}

    /** Installs what the lock file names, unless that was done since it last changed. */
    static synchronized void require() {
        try {
            final Path done = CONTRACTS.resolve("node_modules/.package-lock.json");
            final Path lock = CONTRACTS.resolve("package-lock.json");
            if (Files.exists(done) && Files.getLastModifiedTime(done).compareTo(Files.getLastModifiedTime(lock)) >= 0) {
                return;
            }
            final Process process = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(CONTRACTS.toFile())
                    .redirectErrorStream(true)
                    .start();
            final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("npm ci failed in " + CONTRACTS.toAbsolutePath() + ": " + said);
            }
        } catch (final IOException e) {
            throw new IllegalStateException("npm can't be run: the contracts' tests need Node and npm", e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while installing packages", e);
        }
    }
}
