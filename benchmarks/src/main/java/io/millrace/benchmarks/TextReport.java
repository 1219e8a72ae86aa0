package io.millrace.benchmarks;

import java.io.PrintWriter;
import java.util.Locale;

/** Tables as wide as their columns' names: Markdown, so that what is printed can be kept. */
final class TextReport implements Report {
    private static final int FIRST_WIDTH = 26;
    private static final int WIDTH_MIN = 9;

    private final PrintWriter out;
    private int[] widths = new int[0];

    TextReport(final PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begin(final String bench, final Machine machine, final String reading) {
        out.println("bench    " + bench);
        machine.facts().forEach((name, value) -> out.printf(Locale.ROOT, "%-8s %s%n", name, value));
        out.println();
        out.println(reading);
    }

    @Override
    public void note(final String text) {
        out.println();
        out.println(text);
        out.flush();
    }

    @Override
    public void table(final String title, final String... columns) {
        out.println();
        out.println(title);
        out.println();
        widths = new int[columns.length];
        final StringBuilder rule = new StringBuilder("|");
        for (int i = 0; i < columns.length; i++) {
            widths[i] = Math.max(i == 0 ? FIRST_WIDTH : WIDTH_MIN, columns[i].length());
            rule.append("-".repeat(widths[i] + 1)).append(i == 0 ? '-' : ':').append('|');
        }
        row((Object[]) columns);
        out.println(rule);
    }

    @Override
    public void row(final Object... values) {
        final StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < values.length; i++) {
            final String format = i == 0 ? " %-" + widths[i] + "s |" : " %" + widths[i] + "s |";
            line.append(String.format(Locale.ROOT, format, text(values[i])));
        }
        out.println(line);
        out.flush();
    }

    /** Whole numbers in groups of three; others with two places, or what makes a small one visible. */
    private static String text(final Object value) {
        if (value instanceof Double number) {
            final boolean isSmall = number != 0 && Math.abs(number) < 0.1;
            return String.format(Locale.ROOT, isSmall ? "%.4f" : "%,.2f", number);
        }
        return value instanceof Number ? String.format(Locale.ROOT, "%,d", value) : String.valueOf(value);
    }

    @Override
    public void close() {
        out.flush();
    }
}
