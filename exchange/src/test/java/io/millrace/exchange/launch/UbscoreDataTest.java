package io.millrace.exchange.launch;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.exchange.CommandException;
import io.millrace.exchange.UbscoreMember;
import io.millrace.exchange.config.ExchangeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UbscoreDataTest {
    @TempDir
    private Path directory;

    @Test
    void shouldAcceptWhatIsNewOrComplete() throws IOException {
        assertDoesNotThrow(() -> check(3, 1));
        begin("ubscore", 3, 1);
        begin("ubscore-n1", 3, 1);
        assertDoesNotThrow(() -> check(3, 1), "the third one catches up");
    }

    @Test
    void shouldRefuseOtherClustersThanThoseThatKeptTheMoney() throws IOException {
        begin("ubscore", 1, 1);
        assertRefused(3, 1, "nodes=1 shards=1 asked: nodes=3 shards=1");
        assertRefused(1, 2, "nodes=1 shards=1 asked: nodes=1 shards=2");
        assertDoesNotThrow(() -> check(1, 1));
    }

    @Test
    void shouldRefuseAMajorityWithoutData() throws IOException {
        begin("ubscore-n2", 3, 1);
        assertRefused(3, 1, "only 1 have their data");
    }

    @Test
    void shouldRefuseANodeThatIsElsewhere() {
        final Config given = ConfigFactory.parseString("millrace.ubscore.members = [\"192.0.2.1\"]");
        final Config config = ExchangeConfig.effective(given);
        final String message = assertThrows(
                        CommandException.class, () -> UbscoreData.check(config, PlannedService.all(config)))
                .getMessage();
        assertTrue(message.contains("192.0.2.1"), message);
    }

    private void assertRefused(final int nodes, final int shards, final String why) {
        final String message =
                assertThrows(CommandException.class, () -> check(nodes, shards)).getMessage();
        assertTrue(message.contains(why), message);
    }

    private void check(final int nodes, final int shards) {
        final Config given = ConfigFactory.parseString("millrace { up.ubscore-nodes = " + nodes + ", topology.shards = "
                + shards + ", ubscore.data-dir = \"" + directory.resolve("ubscore") + "\" }");
        final Config config = ExchangeConfig.effective(UbscoreMember.expand(given, ExchangeConfig.effective(given)));
        UbscoreData.check(config, PlannedService.all(config));
    }

    private void begin(final String name, final int members, final int shards) throws IOException {
        Files.createDirectories(directory.resolve(name));
        Files.writeString(
                directory.resolve(name).resolve("identity"),
                "members=" + members + "\nstarted=true\ntopology.shards=" + shards + "\n");
    }
}
