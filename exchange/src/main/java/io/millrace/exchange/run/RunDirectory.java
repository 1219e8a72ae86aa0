package io.millrace.exchange.run;

import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code DATA/run}. Written by the one supervisor that holds its lock, read by anyone: each file is replaced as a whole.
 */
public final class RunDirectory {
    /** Name of the supervisor's own record. */
    public static final String SUPERVISOR = "up";
    /** Name of the configuration that all processes share. */
    public static final String SHARED_CONFIG = "exchange";

    private final Path dataDir;
    private final Path directory;

    /** Of a data directory that need not exist yet. */
    public RunDirectory(final Path dataDir) {
        this.dataDir = dataDir.toAbsolutePath().normalize();
        directory = this.dataDir.resolve("run");
    }

    /** The data directory, absolute. */
    public Path dataDir() {
        return dataDir;
    }

    /** Where a process logs. */
    public Path log(final String process) {
        return dataDir.resolve("logs").resolve(process + ".log");
    }

    /** The file that a service writes when it is ready. */
    public Path readyFile(final String process) {
        return directory.resolve(process + ".ready");
    }

    /** Scratch directory of a process: its working directory. */
    public Path workDirectory(final String process) {
        return directory.resolve(process);
    }

    /** A configuration that services of this run got: the shared one, or a process's own. */
    public Path configFile(final String name) {
        return directory.resolve(name + ".conf");
    }

    /** Creates what is missing. */
    public void create() {
        try {
            Files.createDirectories(directory);
            Files.createDirectories(dataDir.resolve("logs"));
        } catch (final IOException e) {
            throw new UncheckedIOException("can't create directory=" + directory, e);
        }
    }

    /** The lock that one supervisor holds as long as it lives; empty if another one has it. */
    public Optional<FileLock> tryLock() {
        create();
        try {
            final FileChannel channel =
                    FileChannel.open(directory.resolve("up.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            final FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
            }
            return Optional.ofNullable(lock);
        } catch (final IOException e) {
            throw new UncheckedIOException("can't lock directory=" + directory, e);
        }
    }

    /** Replaces a process's record. */
    public void write(final ProcessRecord record) {
        writeWhole(recordFile(record.name()), record.toJson() + "\n");
    }

    /** Writes a configuration, readable by the owner alone: it may hold secrets. */
    public void writeConfig(final String name, final String hocon) {
        final Path file = configFile(name);
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
            Files.writeString(file, hocon);
        } catch (final IOException e) {
            throw new UncheckedIOException("can't write file=" + file, e);
        }
    }

    /** Forgets the processes of earlier runs that this one does not have. */
    public void retain(final Collection<String> processes) {
        for (final ProcessRecord record : processes()) {
            if (!processes.contains(record.name())) {
                delete(recordFile(record.name()));
            }
        }
    }

    /** Record of one process. */
    public Optional<ProcessRecord> read(final String process) {
        try {
            return Optional.of(ProcessRecord.ofJson(Files.readString(recordFile(process))));
        } catch (final IOException | ConfigException e) {
            return Optional.empty();
        }
    }

    /** Records of all processes but the supervisor, in the order of their files' names. */
    public List<ProcessRecord> processes() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        final List<ProcessRecord> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .filter(name -> !name.equals(SUPERVISOR))
                    .sorted()
                    .forEach(name -> read(name).ifPresent(records::add));
        } catch (final IOException e) {
            throw new UncheckedIOException("can't list directory=" + directory, e);
        }
        return records;
    }

    /** Removes a file if it is there. */
    public static void delete(final Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (final IOException e) {
            throw new UncheckedIOException("can't delete file=" + file, e);
        }
    }

    private Path recordFile(final String process) {
        return directory.resolve(process + ".json");
    }

    private static void writeWhole(final Path file, final String text) {
        try {
            final Path temporary = Path.of(file + ".tmp");
            Files.writeString(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException e) {
            throw new UncheckedIOException("can't write file=" + file, e);
        }
    }
}
