package io.millrace.engine.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfirmedProgressTest {
    @Test
    void shouldBeWhereTheLastConsumerIs() {
        final ConfirmedProgress progress = new ConfirmedProgress(2, List.of(1, 7));
        progress.onUbscore(0, 10);
        progress.onUbscore(1, 20);
        progress.onSettlement(30);
        progress.onChain(1, 40);
        assertEquals(0, progress.sequence(), "chain service 7 has never spoken");
        progress.onChain(7, 5);
        assertEquals(5, progress.sequence());
        progress.onChain(7, 50);
        assertEquals(10, progress.sequence());
        progress.onUbscore(0, 9);
        assertEquals(10, progress.sequence(), "nobody goes back");
    }

    @Test
    void shouldNotListenToWhoIsNotConfigured() {
        final ConfirmedProgress progress = new ConfirmedProgress(1, List.of());
        progress.onUbscore(0, 10);
        progress.onSettlement(10);
        progress.onUbscore(1, 3);
        progress.onChain(1, 3);
        assertEquals(10, progress.sequence());
    }
}
