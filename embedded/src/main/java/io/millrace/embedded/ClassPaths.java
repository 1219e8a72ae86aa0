package io.millrace.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the class paths that the build wrote for the child processes. */
final class ClassPaths {
    /** System property: directory of the project, when it is not this class's own build nor above the working directory. */
    static final String ROOT_PROPERTY = "millrace.root";

    private ClassPaths() {}

    /** Class path of {@code broker} or {@code store}; throws {@link EmbeddedException} when it was not built. */
    static String of(final String part) {
        final Path file = root().resolve("embedded").resolve(part).resolve("target/classpath");
        try {
            return Files.readString(file).trim();
        } catch (final IOException e) {
            throw new EmbeddedException(
                    "class path of the embedded " + part + " is not built, build the project first file=" + file, e);
        }
    }

    private static Path root() {
        final String property = System.getProperty(ROOT_PROPERTY);
        if (property != null) {
            return Path.of(property).toAbsolutePath();
        }
        final Path start = Path.of("").toAbsolutePath();
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve("embedded/broker/pom.xml"))) {
                return directory;
            }
        }
        throw new EmbeddedException(
                "project not found above the working directory, set -D" + ROOT_PROPERTY + " directory=" + start);
    }
}
