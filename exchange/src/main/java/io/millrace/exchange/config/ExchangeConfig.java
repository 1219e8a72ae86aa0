package io.millrace.exchange.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The configuration of one process. From the first to the last that counts: flags, system properties
 * {@code millrace.*}, environment {@code MILLRACE_*}, file, reference files of all modules. A key that no reference file
 * has is refused by name, wherever it comes from.
 */
public final class ExchangeConfig {
    private static final String ROOT = "millrace";
    private static final String ENVIRONMENT_PREFIX = "MILLRACE_";
    /** Read by the launching script and the embedded parts, not by the configuration. */
    private static final Set<String> OTHER_VARIABLES =
            Set.of("MILLRACE_STORE_JAVA_HOME", "MILLRACE_BUILD", "MILLRACE_JVM_FLAGS");

    private static final Set<String> OTHER_PROPERTIES = Set.of("millrace.root");

    private ExchangeConfig() {}

    /** What the modules document, with their defaults. */
    public static Config reference() {
        return ConfigFactory.parseResources(ExchangeConfig.class.getClassLoader(), "reference.conf");
    }

    /** What was given beside the reference: flags over properties over environment over file. Checked, not resolved. */
    public static Config given(
            final Config flags,
            final Properties properties,
            final Map<String, String> environment,
            final Optional<Path> file) {
        final Config reference = reference().resolve();
        final Config given = flags.withFallback(ofProperties(properties))
                .withFallback(ofEnvironment(environment, reference))
                .withFallback(file.map(ExchangeConfig::ofFile).orElse(ConfigFactory.empty()));
        KnownKeys.check(given, reference);
        return given;
    }

    /** Of this process's own environment and properties. */
    public static Config given(final Config flags, final Optional<Path> file) {
        return given(flags, System.getProperties(), System.getenv(), file);
    }

    /** The whole configuration; throws {@link ConfigurationException} when a reference can't be resolved. */
    public static Config effective(final Config given) {
        try {
            return given.withFallback(reference()).resolve();
        } catch (final ConfigException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    /** A file that is taken as it is: it was written from a configuration that had been checked. */
    public static Config ofFile(final Path file) {
        if (!Files.isReadable(file)) {
            throw new ConfigurationException("configuration can't be read file=" + file);
        }
        try {
            return ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        } catch (final ConfigException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static Config ofProperties(final Properties properties) {
        Config config = ConfigFactory.empty();
        for (final String name : properties.stringPropertyNames()) {
            if (name.startsWith(ROOT + ".") && !OTHER_PROPERTIES.contains(name)) {
                config = config.withValue(name, parsed(properties.getProperty(name), "system property " + name));
            }
        }
        return config;
    }

    private static Config ofEnvironment(final Map<String, String> environment, final Config reference) {
        final Map<String, String> paths =
                KnownKeys.leaves(reference).stream().collect(Collectors.toMap(ExchangeConfig::variable, path -> path));
        Config config = ConfigFactory.empty();
        for (final Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
            final String name = entry.getKey();
            if (name.startsWith(ENVIRONMENT_PREFIX) && !OTHER_VARIABLES.contains(name)) {
                final String path = paths.get(name);
                if (path == null) {
                    throw new ConfigurationException(
                            "unknown key variable=" + name + ": no key of the configuration has this name");
                }
                config = config.withValue(path, parsed(entry.getValue(), "environment variable " + name));
            }
        }
        return config;
    }

    /** Lists and objects are HOCON, anything else is text, which the configuration turns into numbers when asked to. */
    private static ConfigValue parsed(final String text, final String origin) {
        if (!text.startsWith("[") && !text.startsWith("{")) {
            return ConfigValueFactory.fromAnyRef(text, origin);
        }
        try {
            return ConfigFactory.parseString(
                            "value = " + text, ConfigParseOptions.defaults().setOriginDescription(origin))
                    .getValue("value");
        } catch (final ConfigException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static String variable(final String path) {
        return path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
