package io.millrace.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Checksum;

/** Checksums of whole files, of any length. */
public final class FileChecksum {
    private static final int PIECE_LENGTH = 1 << 16;

    private FileChecksum() {}

    /** Value of {@code checksum}, which is new, over the file's bytes. */
    public static long of(final Path file, final Checksum checksum) throws IOException {
        final byte[] piece = new byte[PIECE_LENGTH];
        try (InputStream bytes = Files.newInputStream(file)) {
            int length;
            while ((length = bytes.read(piece)) >= 0) {
                checksum.update(piece, 0, length);
            }
        }
        return checksum.getValue();
    }
}
