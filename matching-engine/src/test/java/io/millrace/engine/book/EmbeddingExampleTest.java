package io.millrace.engine.book;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EmbeddingExampleTest {
    @Test
    void shouldTradeAndCancelAsTheDocumentShows() {
        final PrintStream terminal = System.out;
        final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            EmbeddingExample.main(new String[0]);
        } finally {
            System.setOut(terminal);
        }
        final String lines = printed.toString(StandardCharsets.UTF_8);
        assertTrue(lines.contains("trade 1: 2500 lots at 4200000, maker 1, taker 2"), lines);
        assertTrue(lines.contains("order 1: CANCELED USER, 7500 lots left"), lines);
    }
}
