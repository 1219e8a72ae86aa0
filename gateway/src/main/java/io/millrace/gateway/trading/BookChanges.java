package io.millrace.gateway.trading;

import java.util.List;

/**
 * What became of a book between two looks at it.
 *
 * @param previousSequence the output after which it stood at the look before
 * @param isReset it was described anew: what was known of it is void, and {@code depth} is whole
 * @param levels every level that changed, once, as it stands now
 * @param trades oldest first
 * @param lastTradeId of the instrument; 0: none yet
 * @param depth the book now: the twenty best levels a side, or all if that was asked for
 */
public record BookChanges(
        long previousSequence,
        boolean isReset,
        List<LevelChange> levels,
        List<Trade> trades,
        long lastTradeId,
        Depth depth) {
    /** The output after which the book stands now. */
    public long sequence() {
        return depth.sequence();
    }

    /** Whether there is anything to tell to those who saw the look before. */
    public boolean isNews() {
        return isReset || sequence() != previousSequence || !trades.isEmpty();
    }
}
