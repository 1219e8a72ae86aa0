package io.millrace.gateway.trading;

import java.util.List;

/**
 * Some entries of a list, newest first.
 *
 * @param next id below which the list goes on; 0: this was the end
 */
public record Page<T>(List<T> entries, long next) {
    /** The same place in the list with other entries. */
    public <U> Page<U> with(final List<U> others) {
        return new Page<>(others, next);
    }
}
