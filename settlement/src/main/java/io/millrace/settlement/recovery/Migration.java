package io.millrace.settlement.recovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One numbered CQL file: {@code NNN_name.cql}. Each statement of it must do no harm when it is run again, for a crash may come
 * between a statement and the record that it was run.
 *
 * @param checksum SHA-256 of the file's bytes, hex.
 */
public record Migration(int number, String name, String checksum, List<String> statements) {
    private static final String DIRECTORY = "/cql/";
    private static final String INDEX = DIRECTORY + "index";
    private static final int NUMBER_LENGTH = 3;

    /** The files of the schema, in order. */
    public static List<Migration> all() {
        final List<Migration> migrations = new ArrayList<>();
        int last = 0;
        for (final String name : read(INDEX).strip().split("\\s+")) {
            final Migration migration = parse(name, read(DIRECTORY + name));
            if (migration.number() <= last) {
                throw new IllegalStateException("cql files must be listed by ascending numbers: file=" + name);
            }
            last = migration.number();
            migrations.add(migration);
        }
        return migrations;
    }

    static Migration parse(final String name, final String text) {
        final int number = Integer.parseInt(name.substring(0, NUMBER_LENGTH));
        return new Migration(number, name, sha256(text), statements(text));
    }

    private static String read(final String resource) {
        try (InputStream stream = Migration.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("resource is missing: " + resource);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException error) {
            throw new IllegalStateException("resource can't be read: " + resource, error);
        }
    }

    /** Statements end with a semicolon; comments take whole lines. */
    private static List<String> statements(final String text) {
        final StringBuilder withoutComments = new StringBuilder();
        text.lines()
                .filter(line -> !line.strip().startsWith("--"))
                .forEach(line -> withoutComments.append(line).append('\n'));
        final List<String> statements = new ArrayList<>();
        for (final String statement : withoutComments.toString().split(";")) {
            if (!statement.isBlank()) {
                statements.add(statement.strip());
            }
        }
        return statements;
    }

    private static String sha256(final String text) {
        try {
            final MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (final NoSuchAlgorithmException error) {
            throw new IllegalStateException(error);
        }
    }
}
