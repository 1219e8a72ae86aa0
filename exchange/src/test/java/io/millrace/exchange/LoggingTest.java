package io.millrace.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a service's log file holds, by the settings under millrace.log. */
class LoggingTest {
    @TempDir
    Path directory;

    @AfterEach
    void quiet() {
        Logging.quiet();
    }

    @Test
    void shouldWriteAnObjectALineWithNamedValuesApart() throws IOException {
        final List<String> lines = lines("format = json, requests = true");
        assertEquals(2, lines.size(), lines.toString());
        final Config failed = json(lines.get(0));
        assertEquals("ERROR", failed.getString("level"));
        assertEquals("it \"failed\" x=1", failed.getString("formattedMessage"));
        assertEquals("boom", failed.getString("throwable.message"));
        assertEquals("r-1", failed.getConfigList("kvpList").get(0).getString("requestId"));
        assertEquals("r-2", json(lines.get(1)).getConfigList("kvpList").get(0).getString("requestId"));
    }

    @Test
    void shouldWriteNamedValuesBehindTheMessageAndNoRequestsUnlessToldTo() throws IOException {
        final List<String> lines = lines("format = text");
        assertTrue(lines.get(0).endsWith(" it \"failed\" x=1 requestId=r-1"), lines.get(0));
        assertTrue(lines.get(1).startsWith("java.lang.IllegalStateException: boom"), lines.get(1));
        assertTrue(lines.stream().noneMatch(line -> line.contains("r-2")), lines.toString());
    }

    @Test
    void shouldRefuseAFormatThatIsNone() {
        assertThrows(CommandException.class, () -> lines("format = xml"));
    }

    private List<String> lines(final String settings) throws IOException {
        final Path file = directory.resolve("service.log");
        Logging.toFile(
                file,
                ConfigFactory.parseString(settings)
                        .withFallback(ConfigFactory.load().getConfig("millrace.log")));
        final Logger logger = LoggerFactory.getLogger("io.millrace.anything");
        logger.atError()
                .addKeyValue("requestId", "r-1")
                .setCause(new IllegalStateException("boom"))
                .log("it \"failed\" x={}", 1);
        LoggerFactory.getLogger("io.millrace.requests")
                .atInfo()
                .addKeyValue("requestId", "r-2")
                .log("answered");
        return Files.readAllLines(file);
    }

    private static Config json(final String line) {
        return ConfigFactory.parseString(line, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    }
}
