package io.millrace.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Checksums of the files of an embedded store's sstables. Cassandra keeps one of an sstable's data alone: a bit that turns in what stands
 * beside it, the bloom filter or the index, may never be noticed. So every file of an sstable is sealed once it is finished: its list of
 * components is there, the last that is written.
 *
 * <pre>
 *   seals/KEYSPACE/TABLE/SSTABLE.seal:   CRC32C of a file in hex, its name; a line each
 *                                        time of the list of components in hex, "time"
 *                                        CRC32C of the lines above, "seal"
 * </pre>
 *
 * Statistics are not sealed: Cassandra writes them anew at times, and they have checksums of their own. A store that was killed may give the
 * name of an sstable that it had not committed to another one: a seal is of the data that it has the checksum of. One thread.
 */
public final class StoreSeals {
    private static final String COMPONENTS = "-TOC.txt";
    private static final String STATISTICS = "-Statistics.db";
    private static final String DATA = "-Data.db";
    private static final String DIGEST = "-Digest.crc32";
    private static final String SEAL = ".seal";
    private static final String TIME = "time";
    private static final int GONE_LOOKS = 30;
    private static final long GONE_INTERVAL_NS = 100_000_000;

    private final Path data;
    private final Path seals;

    public StoreSeals(final Path storeDir) {
        data = storeDir.resolve("data");
        seals = storeDir.resolve("seals");
    }

    /** Told what a look at the seals finds. */
    public interface Listener {
        /** A file is as it was when it was sealed. */
        void onWhole(Path file);

        /** A file, or a seal, is not; {@code found} for people. */
        void onDamaged(Path file, String found);

        /** An sstable has no seal: it was finished a moment ago. */
        void onUnsealed(Path components);
    }

    /** Seals what was finished at least so long ago and has no seal; removes the seals of what is gone. */
    public void seal(final long ageMs) {
        final long newestMs = System.currentTimeMillis() - ageMs;
        for (final Path components : list(data, COMPONENTS)) {
            try {
                final long timeMs = Files.getLastModifiedTime(components).toMillis();
                if (timeMs <= newestMs && isWanted(components, timeMs)) {
                    write(seal(components), text(components, timeMs));
                }
            } catch (final NoSuchFileException e) {
                // Compacted away since it was listed.
                continue;
            } catch (final IOException e) {
                throw new UncheckedIOException("sstable can't be sealed components=" + components, e);
            }
        }
        for (final Path seal : list(seals, SEAL)) {
            if (!Files.exists(components(seal))) {
                delete(seal);
            }
        }
    }

    private boolean isWanted(final Path components, final long timeMs) throws IOException {
        final Path seal = seal(components);
        if (!Files.exists(seal)) {
            return true;
        }
        final List<String> lines = lines(seal);
        return !lines.isEmpty()
                && !lines.contains(line(timeMs, TIME))
                && isOfAnother(lines, data(components), dataLine(components));
    }

    /** Holds every sealed file against its seal. */
    public void verify(final Listener listener) {
        for (final Path components : list(data, COMPONENTS)) {
            try {
                verify(components, listener);
            } catch (final NoSuchFileException e) {
                if (stays(components)) {
                    listener.onDamaged(Path.of(e.getFile()), "file is gone");
                }
            } catch (final IOException e) {
                throw new UncheckedIOException("sealed files can't be read components=" + components, e);
            }
        }
    }

    /** Whether an sstable is not just being removed. */
    private static boolean stays(final Path components) {
        for (int look = 0; look < GONE_LOOKS && Files.exists(components); look++) {
            LockSupport.parkNanos(GONE_INTERVAL_NS);
        }
        return Files.exists(components);
    }

    private void verify(final Path components, final Listener listener) throws IOException {
        final Path seal = seal(components);
        if (!Files.exists(seal)) {
            listener.onUnsealed(components);
            return;
        }
        final List<String> lines = lines(seal);
        if (lines.isEmpty()) {
            listener.onDamaged(seal, "seal is not what was written");
            return;
        }
        final Path data = data(components);
        final String dataLine = dataLine(components);
        if (isOfAnother(lines, data, dataLine)) {
            listener.onUnsealed(components);
            return;
        }
        for (final String line : lines) {
            final String name = line.substring(line.indexOf(' ') + 1);
            if (name.equals(TIME)) {
                continue;
            }
            final Path file = components.resolveSibling(name);
            final String found = file.equals(data) ? dataLine : line(crc(file), name);
            if (found.equals(line)) {
                listener.onWhole(file);
            } else {
                listener.onDamaged(file, "file is not what was sealed sealed=" + line + " found=" + found);
            }
        }
    }

    /** Whether the data is whole by Cassandra's own digest, and not what was sealed. */
    private static boolean isOfAnother(final List<String> lines, final Path file, final String dataLine)
            throws IOException {
        if (lines.contains(dataLine)) {
            return false;
        }
        final Path digest = file.resolveSibling(file.getFileName().toString().replace(DATA, DIGEST));
        final long found = FileChecksum.of(file, new CRC32());
        return Files.readString(digest, StandardCharsets.ISO_8859_1).strip().equals(Long.toString(found));
    }

    /** The lines of a seal but its own; none: it is not what was written. */
    private static List<String> lines(final Path seal) throws IOException {
        final String text = Files.readString(seal, StandardCharsets.ISO_8859_1);
        final int end = text.lastIndexOf('\n', Math.max(0, text.length() - 2)) + 1;
        return text.substring(end).equals(line(crc(text.substring(0, end)), "seal") + '\n')
                ? text.substring(0, end).lines().collect(Collectors.toList())
                : List.of();
    }

    private static String prefix(final Path components) {
        final String name = components.getFileName().toString();
        return name.substring(0, name.length() - COMPONENTS.length());
    }

    private static Path data(final Path components) {
        return components.resolveSibling(prefix(components) + DATA);
    }

    /** What a seal of the data as it is says of it. */
    private static String dataLine(final Path components) throws IOException {
        final Path file = data(components);
        return line(crc(file), file.getFileName().toString());
    }

    private static List<Path> list(final Path directory, final String suffix) {
        final List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) {
                    if (file.toString().endsWith(suffix)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(final Path file, final IOException fault) throws IOException {
                    if (fault instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw fault;
                }
            });
        } catch (final IOException e) {
            throw new UncheckedIOException("store's files can't be listed directory=" + directory, e);
        }
        found.sort(null);
        return found;
    }

    private Path seal(final Path components) {
        return seals.resolve(data.relativize(components).toString().replace(COMPONENTS, SEAL));
    }

    private Path components(final Path seal) {
        return data.resolve(seals.relativize(seal).toString().replace(SEAL, COMPONENTS));
    }

    private static String text(final Path components, final long timeMs) throws IOException {
        final String prefix = prefix(components);
        final Set<String> names = new TreeSet<>(Set.of(prefix + COMPONENTS));
        Files.readAllLines(components, StandardCharsets.ISO_8859_1).forEach(name -> names.add(prefix + '-' + name));
        names.remove(prefix + STATISTICS);
        final StringBuilder text = new StringBuilder();
        for (final String name : names) {
            text.append(line(crc(components.resolveSibling(name)), name)).append('\n');
        }
        text.append(line(timeMs, TIME)).append('\n');
        return text + line(crc(text.toString()), "seal") + '\n';
    }

    private static String line(final long number, final String name) {
        return Long.toHexString(number) + ' ' + name;
    }

    private static long crc(final String text) {
        final CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return crc.getValue();
    }

    private static long crc(final Path file) throws IOException {
        return FileChecksum.of(file, new CRC32C());
    }

    private static void write(final Path seal, final String text) throws IOException {
        Files.createDirectories(seal.getParent());
        final Path unfinished = seal.resolveSibling(seal.getFileName() + ".tmp");
        Files.writeString(unfinished, text, StandardCharsets.ISO_8859_1);
        Files.move(unfinished, seal, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void delete(final Path seal) {
        try {
            Files.deleteIfExists(seal);
        } catch (final IOException e) {
            throw new UncheckedIOException("seal can't be removed seal=" + seal, e);
        }
    }
}
