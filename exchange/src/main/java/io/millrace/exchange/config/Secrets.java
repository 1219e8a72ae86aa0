package io.millrace.exchange.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import java.util.regex.Pattern;

/** Prints a configuration without what nobody should read over a shoulder or in a bug report. */
public final class Secrets {
    private static final Pattern SECRET =
            Pattern.compile("secret|password|passphrase|private-key|token|credential", Pattern.CASE_INSENSITIVE);
    private static final String MASK = "***";

    private Secrets() {}

    /** HOCON of the section {@code millrace}, each value whose path speaks of a secret replaced by {@value #MASK}. */
    public static String masked(final Config config) {
        Config result = ConfigFactory.empty();
        for (final Map.Entry<String, ConfigValue> entry : config.entrySet()) {
            if (entry.getKey().startsWith("millrace.")) {
                final boolean secret = SECRET.matcher(entry.getKey()).find()
                        && !entry.getValue().unwrapped().equals("");
                result = result.withValue(
                        entry.getKey(), secret ? ConfigValueFactory.fromAnyRef(MASK) : entry.getValue());
            }
        }
        return result.root()
                .render(ConfigRenderOptions.defaults()
                        .setOriginComments(false)
                        .setComments(false)
                        .setJson(false));
    }
}
