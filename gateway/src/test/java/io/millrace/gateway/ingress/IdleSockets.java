package io.millrace.gateway.ingress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Connections that another process opens and keeps: both ends in one would be too many files for it. */
final class IdleSockets implements AutoCloseable {
    private final Process process;

    /** Returns when all are open. */
    IdleSockets(final int port, final int count) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        IdleSockets.class.getName(),
                        Integer.toString(port),
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        final String said = new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        if (!"open".equals(said)) {
            close();
            throw new IOException("sockets were not opened: " + said);
        }
    }

    /** Whether whoever keeps them is there. */
    boolean areOpen() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The other process; it ends with the one that started it. */
    public static void main(final String[] arguments) throws IOException {
        final List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            sockets.add(new Socket("127.0.0.1", Integer.parseInt(arguments[0])));
        }
        System.out.println("open");
        while (System.in.read() >= 0) {
            // Nothing is ever said.
        }
        for (final Socket socket : sockets) {
            socket.close();
        }
    }
}
