package io.millrace.exchange;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import com.typesafe.config.Config;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Sets up Logback once, at the start of a process: warnings of libraries, our own loggers at their level. */
public final class Logging {
    /** Named values stand behind the message, where a line has any. */
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level [%thread] %logger{24}"
            + " %msg%replace( %kvp{NONE}){'^ $',''}%n";

    private static final String OWN_LOGGERS = "io.millrace";
    private static final String REQUESTS = "io.millrace.requests";
    /** Warns whenever a reader turns to another partition, which is what our bounded readers do all the time. */
    private static final String NOISY_LOGGER = "org.apache.kafka.clients.consumer.internals.OffsetFetcherUtils";

    private Logging() {}

    /** Commands that print their own answers: warnings alone, on standard error. */
    public static void quiet() {
        final Logger root = fresh();
        root.setLevel(Level.ERROR);
        root.addAppender(console(root.getLoggerContext(), "System.err", text(root.getLoggerContext())));
    }

    /** A service in the foreground: to the terminal. */
    static void toConsole(final Config log) {
        final Logger root = fresh();
        level(root, log);
        root.addAppender(console(root.getLoggerContext(), "System.out", encoder(root.getLoggerContext(), log)));
    }

    /** A supervised service: to a file that is set aside by size. */
    static void toFile(final Path file, final Config log) {
        final Logger root = fresh();
        level(root, log);
        root.addAppender(rolling(root.getLoggerContext(), file, log));
    }

    private static Logger fresh() {
        final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static void level(final Logger root, final Config log) {
        root.setLevel(Level.WARN);
        root.getLoggerContext().getLogger(NOISY_LOGGER).setLevel(Level.ERROR);
        root.getLoggerContext().getLogger(OWN_LOGGERS).setLevel(Level.toLevel(log.getString("level"), Level.INFO));
        root.getLoggerContext().getLogger(REQUESTS).setLevel(log.getBoolean("requests") ? Level.INFO : Level.OFF);
    }

    private static Encoder<ILoggingEvent> encoder(final LoggerContext context, final Config log) {
        return switch (log.getString("format")) {
            case "text" -> text(context);
            case "json" -> json(context);
            default ->
                throw new CommandException(
                        ExitCodes.USAGE, "millrace.log.format is text or json, not " + log.getString("format"));
        };
    }

    private static Encoder<ILoggingEvent> text(final LoggerContext context) {
        final PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }

    /** One object a line: what a message says is whole in it, and named values have members of their own. */
    private static Encoder<ILoggingEvent> json(final LoggerContext context) {
        final JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithContext(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithMDC(false);
        encoder.start();
        return encoder;
    }

    private static ConsoleAppender<ILoggingEvent> console(
            final LoggerContext context, final String target, final Encoder<ILoggingEvent> encoder) {
        final ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget(target);
        return started(appender, encoder);
    }

    private static RollingFileAppender<ILoggingEvent> rolling(
            final LoggerContext context, final Path file, final Config log) {
        final RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        final FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
        window.setContext(context);
        window.setParent(appender);
        window.setFileNamePattern(file + ".%i");
        window.setMinIndex(1);
        window.setMaxIndex(log.getInt("file-count"));
        window.start();
        final SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(log.getBytes("file-size")));
        size.start();
        appender.setRollingPolicy(window);
        appender.setTriggeringPolicy(size);
        return started(appender, encoder(context, log));
    }

    private static <A extends OutputStreamAppender<ILoggingEvent>> A started(
            final A appender, final Encoder<ILoggingEvent> encoder) {
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
