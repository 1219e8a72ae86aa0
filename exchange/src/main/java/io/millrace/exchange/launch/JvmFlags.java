package io.millrace.exchange.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What every JVM of ours is started with. */
final class JvmFlags {
    private JvmFlags() {}

    static List<String> common() {
        final List<String> flags = new ArrayList<>(split(resource("/jvm.options")));
        flags.add("-XX:+ExitOnOutOfMemoryError");
        flags.add("-XX:+PerfDisableSharedMem");
        flags.add("-Dfile.encoding=UTF-8");
        flags.add("-Djava.awt.headless=true");
        flags.add("-Duser.timezone=UTC");
        return flags;
    }

    static List<String> split(final String flags) {
        return flags.isBlank() ? List.of() : List.of(flags.trim().split("\\s+"));
    }

    private static String resource(final String name) {
        try (InputStream in = Objects.requireNonNull(JvmFlags.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
