package io.millrace.exchange.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which keys exist: those of the reference files. An object that is empty there may hold any keys. */
final class KnownKeys {
    private KnownKeys() {}

    /** Throws {@link ConfigurationException} at the first key that the reference does not have. */
    static void check(final Config given, final Config reference) {
        check("", given.root(), reference.root());
    }

    /** Paths of all values of the reference, unset ones ({@code null}) included. */
    static List<String> leaves(final Config reference) {
        final List<String> paths = new ArrayList<>();
        addLeaves("", reference.root(), paths);
        return paths;
    }

    private static void check(final String prefix, final ConfigObject given, final ConfigObject reference) {
        for (final Map.Entry<String, ConfigValue> entry : given.entrySet()) {
            final String path = path(prefix, entry.getKey());
            final ConfigValue known = reference.get(entry.getKey());
            final ConfigValue value = entry.getValue();
            if (known == null) {
                throw new ConfigurationException(
                        "unknown key key=" + path + " at=" + value.origin().description());
            }
            if (known instanceof ConfigObject object && !object.isEmpty()) {
                if (!(value instanceof ConfigObject child)) {
                    throw new ConfigurationException("key is a section, not a value key=" + path + " at="
                            + value.origin().description());
                }
                check(path, child, object);
            }
        }
    }

    private static void addLeaves(final String prefix, final ConfigObject object, final List<String> paths) {
        for (final Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            final String path = path(prefix, entry.getKey());
            if (entry.getValue() instanceof ConfigObject child) {
                addLeaves(path, child, paths);
            } else {
                paths.add(path);
            }
        }
    }

    private static String path(final String prefix, final String key) {
        final String quoted = ConfigUtil.joinPath(key);
        return prefix.isEmpty() ? quoted : prefix + "." + quoted;
    }
}
