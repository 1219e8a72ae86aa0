package io.millrace.exchange;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.millrace.exchange.config.ExchangeConfig;
import io.millrace.exchange.run.DriverDirectories;
import io.millrace.feed.FeedHungException;
import io.millrace.ubscore.NodeFaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one service in this process until it is stopped or ends by itself. */
@Command(description = "Runs this one service in the foreground.", mixinStandardHelpOptions = true)
final class ServiceCommand implements Callable<Integer> {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServiceCommand.class);
    private static final long READY_POLL_MS = 50;

    private final ServiceKind kind;
    private volatile boolean stopping;

    @Option(names = "--config", paramLabel = "FILE", description = "HOCON; the keys are those of the reference files.")
    private Path file;

    @Option(
            names = "--effective-config",
            hidden = true,
            description = "A configuration that is complete but for defaults.")
    private Path effectiveFile;

    @Option(names = "--ready-file", hidden = true, description = "Gets this process's id once the service is ready.")
    private Path readyFile;

    @Option(names = "--log-file", hidden = true, description = "Log here instead of to the terminal.")
    private Path logFile;

    ServiceCommand(final ServiceKind kind) {
        this.kind = kind;
    }

    @Override
    public Integer call() {
        final Config config = config();
        if (logFile == null) {
            Logging.toConsole(config.getConfig("millrace.log"));
        } else {
            Logging.toFile(logFile, config.getConfig("millrace.log"));
        }
        LOGGER.info(
                "starting service={} pid={}",
                kind.command(),
                ProcessHandle.current().pid());
        DriverDirectories.inSharedMemory().removeDead();
        final Service service;
        try {
            service = kind.launch(config);
        } catch (final IllegalArgumentException | ConfigException e) {
            LOGGER.error("configuration is refused service={} reason={}", kind.command(), e.getMessage());
            throw new CommandException(
                    ExitCodes.USAGE, kind.command() + " refuses its configuration: " + e.getMessage());
        } catch (final RuntimeException e) {
            LOGGER.error("can't start service={}", kind.command(), e);
            throw new CommandException(kind.command() + " can't start: " + e.getMessage());
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service), "stop"));
        watchReadiness(service);
        return awaitTermination(service);
    }

    private Config config() {
        return ExchangeConfig.effective(
                effectiveFile == null
                        ? ExchangeConfig.given(ConfigFactory.empty(), Optional.ofNullable(file))
                        : ExchangeConfig.ofFile(effectiveFile));
    }

    private int awaitTermination(final Service service) {
        try {
            service.awaitTermination();
            LOGGER.info("stopped service={}", kind.command());
            return ExitCodes.OK;
        } catch (final Exception e) {
            if (stopping) {
                LOGGER.warn("ended while it was stopped service={}", kind.command(), e);
                return ExitCodes.OK;
            }
            if (e instanceof NodeFaultException || e instanceof FeedHungException) {
                LOGGER.error("ended by a fault, a new start may cure it service={}", kind.command(), e);
                return ExitCodes.FAILED;
            }
            LOGGER.error("halted, an invariant is broken service={}", kind.command(), e);
            System.err.println("millrace: " + kind.command() + " halted: " + e.getMessage());
            return ExitCodes.HALTED;
        }
    }

    private void stop(final Service service) {
        stopping = true;
        try {
            service.close();
        } catch (final RuntimeException e) {
            LOGGER.warn("did not close in order service={}", kind.command(), e);
        }
    }

    private void watchReadiness(final Service service) {
        final Thread watch = new Thread(() -> awaitReadiness(service), "ready-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private void awaitReadiness(final Service service) {
        try {
            while (!service.isReady()) {
                Thread.sleep(READY_POLL_MS);
            }
            LOGGER.info("ready service={}", kind.command());
            if (readyFile != null) {
                final Path temporary = Path.of(readyFile + ".tmp");
                Files.writeString(
                        temporary, Long.toString(ProcessHandle.current().pid()));
                Files.move(temporary, readyFile, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (final IOException e) {
            LOGGER.error("can't write the ready file file={}", readyFile, e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
