package io.millrace.exchange.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeConfigTest {
    private static final String KEY = "millrace.up.broker.port";

    @TempDir
    private Path directory;

    @Test
    void shouldPreferFlagsToPropertiesToEnvironmentToFileToReference() throws IOException {
        final Optional<Path> file = file(KEY + " = 4");
        final Properties properties = new Properties();
        properties.setProperty(KEY, "2");
        final Map<String, String> environment = Map.of("MILLRACE_UP_BROKER_PORT", "3", "PATH", "/bin");
        assertEquals(9092, port(given("", new Properties(), Map.of(), Optional.empty())));
        assertEquals(4, port(given("", new Properties(), Map.of(), file)));
        assertEquals(3, port(given("", new Properties(), environment, file)));
        assertEquals(2, port(given("", properties, environment, file)));
        assertEquals(1, port(given(KEY + " = 1", properties, environment, file)));
    }

    @Test
    void shouldNameAnUnknownKeyAndItsLine() throws IOException {
        final Optional<Path> file = file("millrace.up {\n  data-dir = x\n  brokr { port = 1 }\n}");
        final String message = refusal(new Properties(), Map.of(), file);
        assertTrue(message.contains("key=millrace.up.brokr"), message);
        assertTrue(message.contains("exchange.conf: 3"), message);
    }

    @Test
    void shouldNameAnUnknownVariableAndProperty() {
        assertTrue(refusal(new Properties(), Map.of("MILLRACE_UP_BROKR_PORT", "1"), Optional.empty())
                .contains("MILLRACE_UP_BROKR_PORT"));
        final Properties properties = new Properties();
        properties.setProperty("millrace.up.brokr.port", "1");
        assertTrue(refusal(properties, Map.of(), Optional.empty()).contains("millrace.up.brokr"));
    }

    @Test
    void shouldRefuseAValueWhereASectionStands() throws IOException {
        assertTrue(refusal(new Properties(), Map.of(), file("millrace.up.broker = 9092"))
                .contains("section"));
    }

    @Test
    void shouldRefuseAFileThatIsNotThereOrNotHocon() throws IOException {
        assertTrue(refusal(new Properties(), Map.of(), Optional.of(directory.resolve("none.conf")))
                .contains("none.conf"));
        assertTrue(refusal(new Properties(), Map.of(), file("millrace { up {")).contains("exchange.conf"));
    }

    @Test
    void shouldTakeListsFromTheEnvironment() {
        final Config config = ExchangeConfig.effective(given(
                "",
                new Properties(),
                Map.of("MILLRACE_FEED_ENGINES", "[{lanes = [0], publish = \"tcp://h:1\", replay = \"tcp://h:2\"}]"),
                Optional.empty()));
        assertEquals(
                List.of(0), config.getConfigList("millrace.feed.engines").get(0).getIntList("lanes"));
    }

    @Test
    void shouldMaskSecretsWhenPrinted() {
        final String text = Secrets.masked(ConfigFactory.parseString(
                "millrace { store { password = hunter2, user = me, token = \"\" }, api { secret { key = abc } } }"));
        assertFalse(text.contains("hunter2") || text.contains("abc"), text);
        assertTrue(text.contains("***") && text.contains("me"), text);
    }

    private static Config given(
            final String flags,
            final Properties properties,
            final Map<String, String> environment,
            final Optional<Path> file) {
        return ExchangeConfig.given(ConfigFactory.parseString(flags), properties, environment, file);
    }

    private static int port(final Config given) {
        return ExchangeConfig.effective(given).getInt(KEY);
    }

    private static String refusal(
            final Properties properties, final Map<String, String> environment, final Optional<Path> file) {
        return assertThrows(
                        ConfigurationException.class,
                        () -> ExchangeConfig.given(ConfigFactory.empty(), properties, environment, file))
                .getMessage();
    }

    private Optional<Path> file(final String text) throws IOException {
        return Optional.of(Files.writeString(directory.resolve("exchange.conf"), text));
    }
}
