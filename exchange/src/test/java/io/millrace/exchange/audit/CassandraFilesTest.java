package io.millrace.exchange.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Files that Cassandra 5.0.9 has written, kept: each of their bits is turned over. */
class CassandraFilesTest {
    /** Behind the last sync of the kept segment. */
    private static final int ZEROS = 64;

    private static byte[] kept(final String name) throws IOException {
        try (InputStream file = CassandraFilesTest.class.getResourceAsStream("/store/" + name)) {
            return file.readAllBytes();
        }
    }

    private static void assertEachBitCounts(
            final byte[] file, final int length, final Function<ByteBuffer, String> fault) {
        assertEquals("", fault.apply(ByteBuffer.wrap(file)));
        for (int bit = 0; bit < 8 * length; bit++) {
            file[bit / 8] ^= (byte) (1 << bit % 8);
            assertNotEquals("", fault.apply(ByteBuffer.wrap(file)), "bit " + bit);
            file[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void shouldFindEachBitOfStatistics() throws IOException {
        final byte[] file = kept("Statistics.db");
        assertEachBitCounts(file, file.length, CassandraFiles::statisticsFault);
        for (int length = 0; length < file.length; length++) {
            final ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(file, length));
            assertNotEquals("", CassandraFiles.statisticsFault(cut), "length " + length);
        }
    }

    @Test
    void shouldFindEachBitOfACommitLogUpToItsLastSync() throws IOException {
        final byte[] file = kept("CommitLog-7.log");
        assertEachBitCounts(file, file.length - ZEROS + 8, CassandraFiles::commitLogFault);
    }

    @Test
    void shouldTakeACommitLogThatNothingWasWrittenTo() throws IOException {
        assertEquals("", CassandraFiles.commitLogFault(ByteBuffer.allocate(1_000)));
        final byte[] torn = Arrays.copyOf(Arrays.copyOf(kept("CommitLog-7.log"), 12), 1_000);
        assertEquals("", CassandraFiles.commitLogFault(ByteBuffer.wrap(torn)));
        final byte[] head = Arrays.copyOf(Arrays.copyOf(kept("CommitLog-7.log"), 20), 1_000);
        assertEquals("", CassandraFiles.commitLogFault(ByteBuffer.wrap(head)));
        head[4] ^= 1;
        assertTrue(CassandraFiles.commitLogFault(ByteBuffer.wrap(head)).contains("head"));
    }
}
