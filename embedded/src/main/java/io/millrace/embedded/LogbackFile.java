package io.millrace.embedded;

/** Logging of a child: warnings to its standard output, and what the named loggers have to say. */
final class LogbackFile {
    private LogbackFile() {}

    static String of(final String... infoLoggers) {
        final StringBuilder xml = new StringBuilder(512);
        xml.append("<configuration>\n")
                .append("  <appender name=\"out\" class=\"ch.qos.logback.core.ConsoleAppender\"><encoder>\n")
                .append("    <pattern>%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %-5level %logger{20} %msg%n</pattern>\n")
                .append("  </encoder></appender>\n");
        for (final String logger : infoLoggers) {
            xml.append("  <logger name=\"").append(logger).append("\" level=\"INFO\"/>\n");
        }
        return xml.append("  <root level=\"WARN\"><appender-ref ref=\"out\"/></root>\n</configuration>\n")
                .toString();
    }
}
