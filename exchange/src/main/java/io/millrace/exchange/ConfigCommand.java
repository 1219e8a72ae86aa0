package io.millrace.exchange;

import com.typesafe.config.ConfigFactory;
import io.millrace.exchange.config.ExchangeConfig;
import io.millrace.exchange.config.Secrets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the configuration that a process started here and now would have. */
@Command(
        name = "config",
        description = "Prints the effective configuration, secrets masked.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "HOCON; the keys are those of the reference files.")
    private Path file;

    @Override
    public Integer call() {
        Logging.quiet();
        spec.commandLine()
                .getOut()
                .print(Secrets.masked(ExchangeConfig.effective(
                        ExchangeConfig.given(ConfigFactory.empty(), Optional.ofNullable(file)))));
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }
}
