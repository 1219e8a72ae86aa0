package io.millrace.chain.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A development chain in a process of its own: Anvil. Its accounts are well known, their coin is worth nothing. */
public final class Anvil implements AutoCloseable {
    /** Names the program; otherwise it is looked for where npm puts it. */
    public static final String PROGRAM_VARIABLE = "ANVIL_BIN";
    /** Key of the first account that every such chain gives coin to. */
    public static final String FIRST_KEY = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private static final Path INSTALLED = Path.of("contracts/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");
    private static final Pattern LISTENING = Pattern.compile("Listening on ([\\d.]+):(\\d+)");
    private static final int START_SECONDS = 60;

    private final Process process;
    private final int port;

    private Anvil(final Process process, final int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a chain on the loopback address.
     *
     * @param module directory of the module {@code chain}.
     * @param port 0: any that is free.
     * @param arguments more of Anvil's own.
     * @throws IllegalStateException if there is no program, or it does not start.
     */
    public static Anvil start(final Path module, final int port, final List<String> arguments) {
        final List<String> command = new ArrayList<>(command(module, port));
        command.addAll(arguments);
        try {
            final Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new Anvil(process, awaitPort(process));
        } catch (final IOException e) {
            throw new IllegalStateException("anvil can't be started command=" + command, e);
        }
    }

    /** Starts a chain that says nothing, and that may outlive this process; returns before it answers. */
    public static Anvil startDetached(final Path module, final int port, final List<String> arguments) {
        final List<String> command = new ArrayList<>(command(module, port));
        command.add("--silent");
        command.addAll(arguments);
        try {
            final Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Anvil(process, port);
        } catch (final IOException e) {
            throw new IllegalStateException("anvil can't be started command=" + command, e);
        }
    }

    private static List<String> command(final Path module, final int port) {
        return List.of(
                program(module).toString(),
                "--port",
                Integer.toString(port),
                "--order",
                "fifo",
                "--slots-in-an-epoch",
                "1",
                "--enable-tx-gas-limit");
    }

    private static Path program(final Path module) {
        final String named = System.getenv(PROGRAM_VARIABLE);
        final Path program = named == null ? module.resolve(INSTALLED) : Path.of(named);
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException("no anvil program file=" + program.toAbsolutePath() + ": run"
                    + " 'npm ci --ignore-scripts --no-audit --no-fund' in chain/contracts, or name one in "
                    + PROGRAM_VARIABLE);
        }
        return program;
    }

    private static int awaitPort(final Process process) {
        final CompletableFuture<Integer> port = new CompletableFuture<>();
        final Thread reader = new Thread(() -> readOutput(process, port), "anvil-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return port.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while anvil started", e);
        } catch (final Exception e) {
            process.destroyForcibly();
            throw new IllegalStateException("anvil did not start", e);
        }
    }

    /** Reads to the end, so that the program is never held up by a full pipe. */
    private static void readOutput(final Process process, final CompletableFuture<Integer> port) {
        final StringBuilder said = new StringBuilder();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                final Matcher matcher = LISTENING.matcher(line);
                if (matcher.find()) {
                    port.complete(Integer.parseInt(matcher.group(2)));
                } else if (!port.isDone()) {
                    said.append(line).append('\n');
                }
            }
        } catch (final IOException e) {
            said.append(e);
        }
        port.completeExceptionally(new IllegalStateException("anvil ended: " + said));
    }

    public int port() {
        return port;
    }

    /** Where it listens. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
