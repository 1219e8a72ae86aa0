package io.millrace.exchange.tool;

import io.millrace.exchange.Logging;
import io.millrace.exchange.config.ConfigurationException;
import io.millrace.exchange.source.CorruptSourceException;
import io.millrace.journal.JournalCorruptException;
import io.millrace.ubscore.recovery.CorruptRecordingException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One tool: its common options, and its end with one of {@link ToolExit}. */
@Command(
        exitCodeListHeading = "%nEnds with:%n",
        exitCodeList = {
            "0:all that was compared is equal, or what was asked for was printed",
            "1:something is not as it must be, and was named",
            "2:the command line or the configuration is wrong",
            "3:a source could not be reached, or no longer reaches back that far"
        })
public abstract class ToolCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Data directory of the exchange, running or stopped. Default: ${DEFAULT-VALUE}")
    private Path dataDir;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "HOCON, in place of what the last start left in the data directory.")
    private Path configFile;

    @Option(names = "--json", description = "JSON on standard output.")
    private boolean json;

    @Override
    public final Integer call() {
        Logging.quiet();
        try {
            final int exit = run(Place.of(dataDir, Optional.ofNullable(configFile)));
            out().flush();
            return exit;
        } catch (final ToolException e) {
            return fail(e.exitCode(), e.getMessage());
        } catch (final CorruptSourceException | JournalCorruptException | CorruptRecordingException e) {
            return fail(ToolExit.MISMATCH, e.getMessage());
        } catch (final ConfigurationException e) {
            return fail(ToolExit.USAGE, e.getMessage());
        } catch (final RuntimeException e) {
            return fail(ToolExit.INFRASTRUCTURE, e.toString());
        }
    }

    private int fail(final int exitCode, final String message) {
        out().flush();
        err().println("millrace: " + message);
        err().flush();
        return exitCode;
    }

    /** Answers; returns one of {@link ToolExit}. */
    protected abstract int run(Place place);

    /** Whether JSON is wanted. */
    protected final boolean json() {
        return json;
    }

    /** For data. */
    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** For everything else. */
    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Whether somebody watches: progress is drawn for them alone. */
    protected static boolean isTerminal() {
        return System.console() != null;
    }
}
