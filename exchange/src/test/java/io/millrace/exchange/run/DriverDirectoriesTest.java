package io.millrace.exchange.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aeron.CncFileDescriptor;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverDirectoriesTest {
    /** Above any process id of the system's. */
    private static final long NO_PROCESS = 1L << 30;

    @TempDir
    private Path parent;

    @Test
    void shouldRemoveADeadDriversDirectoryAndMarks() throws IOException {
        final Path driver = deadDriver("millrace-ubscore-s0-n0-1");
        Files.createDirectories(parent.resolve("millrace-ubscore-s0-n0-1-marks"));
        assertEquals(1, new DriverDirectories(parent).removeDead());
        assertFalse(Files.exists(driver));
        assertFalse(Files.exists(parent.resolve("millrace-ubscore-s0-n0-1-marks")));
    }

    @Test
    void shouldLeaveALivingDriverAndAnotherProcessAlone() throws IOException {
        final Path path = parent.resolve("millrace-gateway-3001");
        try (MediaDriver driver = driver(path)) {
            assertEquals(0, new DriverDirectories(parent).removeDead());
            // Its process can't be seen from here, but it is heard of.
            writePid(driver.context().aeronDirectory().toPath(), NO_PROCESS);
            assertEquals(0, new DriverDirectories(parent).removeDead());
        }
        final Path other = deadDriver("millrace-gateway-3002");
        writePid(other, ProcessHandle.current().pid());
        assertEquals(0, new DriverDirectories(parent).removeDead());
        assertTrue(Files.exists(other));
    }

    @Test
    void shouldLeaveAloneWhatIsNotOursOrIsBeingMade() throws IOException {
        final Path strange = deadDriver("aeron-someone");
        final Path young = Files.createDirectory(parent.resolve("millrace-ubscore-s0-n1-2"));
        final Path old = Files.createDirectory(parent.resolve("millrace-ubscore-s0-n2-3-marks"));
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        assertEquals(1, new DriverDirectories(parent).removeDead());
        assertTrue(Files.exists(strange) && Files.exists(young) && !Files.exists(old));
    }

    private Path deadDriver(final String name) throws IOException {
        final Path path = parent.resolve(name);
        final ByteBuffer cnc;
        try (MediaDriver driver = driver(path)) {
            cnc = ByteBuffer.wrap(Files.readAllBytes(driver.context().cncFile().toPath()));
        }
        Files.createDirectories(path);
        Files.write(path.resolve(CncFileDescriptor.CNC_FILE), cnc.array());
        writePid(path, NO_PROCESS);
        writeHeartbeat(path);
        return path;
    }

    /** A driver that was last heard of long ago. */
    private static void writeHeartbeat(final Path path) throws IOException {
        final Path file = path.resolve(CncFileDescriptor.CNC_FILE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final MappedByteBuffer cnc = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
            new ManyToOneRingBuffer(
                            CncFileDescriptor.createToDriverBuffer(cnc, CncFileDescriptor.createMetaDataBuffer(cnc)))
                    .consumerHeartbeatTime(1);
        }
    }

    private static void writePid(final Path path, final long pid) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.putLong(0, pid);
        final Path file = path.resolve(CncFileDescriptor.CNC_FILE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(bytes, CncFileDescriptor.pidOffset(0));
        }
    }

    private static MediaDriver driver(final Path path) {
        return MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(path.toString())
                .threadingMode(ThreadingMode.SHARED)
                .termBufferSparseFile(true)
                .dirDeleteOnShutdown(true));
    }
}
