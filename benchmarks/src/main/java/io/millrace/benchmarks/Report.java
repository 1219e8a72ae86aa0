package io.millrace.benchmarks;

/** Figures as they are measured: tables of named columns. One thread; {@link #close} ends it. */
public interface Report extends AutoCloseable {
    /** First of all calls. */
    void begin(String bench, Machine machine, String reading);

    /** A line of text, between tables. */
    void note(String text);

    /** Begin a table; rows follow until the next one. */
    void table(String title, String... columns);

    /** One value a column: a number, or anything that says itself as text. */
    void row(Object... values);

    @Override
    void close();
}
