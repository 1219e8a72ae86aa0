package io.millrace.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Java installations of this machine, known by the {@code release} file at their root. */
final class JavaHomes {
    private JavaHomes() {}

    /** A home with {@code min <= feature version <= max}: this JVM's own first, then the lowest version found. */
    static Optional<Path> between(final int min, final int max) {
        final Path own = Path.of(System.getProperty("java.home"));
        if (Runtime.version().feature() >= min && Runtime.version().feature() <= max) {
            return Optional.of(own);
        }
        return candidates()
                .filter(home -> featureVersion(home) >= min && featureVersion(home) <= max)
                .min((a, b) -> Integer.compare(featureVersion(a), featureVersion(b)));
    }

    /** Feature version of the installation, -1 if there is none. */
    static int featureVersion(final Path home) {
        final Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return -1;
        }
        try (Stream<String> lines = Files.lines(release)) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("[^0-9.]", "").split("\\.")[0])
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(-1);
        } catch (final IOException e) {
            return -1;
        }
    }

    private static Stream<Path> candidates() {
        final List<Path> homes = new ArrayList<>();
        Stream.of("MILLRACE_STORE_JAVA_HOME", "JAVA_HOME")
                .map(System::getenv)
                .filter(value -> value != null && !value.isBlank())
                .map(Path::of)
                .forEach(homes::add);
        final Path userHome = Path.of(System.getProperty("user.home"));
        Stream.of(
                        Path.of("/usr/lib/jvm"),
                        Path.of("/opt/java"),
                        userHome.resolve(".sdkman/candidates/java"),
                        userHome.resolve(".jdks"),
                        Path.of("/Library/Java/JavaVirtualMachines"))
                .forEach(directory -> homes.addAll(homesIn(directory)));
        return homes.stream();
    }

    private static List<Path> homesIn(final Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted()
                    .flatMap(entry -> Stream.of(entry, entry.resolve("Contents/Home")))
                    .toList();
        } catch (final IOException e) {
            return List.of();
        }
    }
}
