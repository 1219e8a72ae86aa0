package io.millrace.engine.book;

import org.junit.jupiter.api.Nested;

/** The rulebook, on the fast book and on the naive one. */
class RulebookTest {
    @Nested
    class FastPriority extends PriorityRules {
        @Override
        TestBook newBook(final InstrumentDefinition instrument, final BookLimits limits) {
            return new TestBook.Fast(instrument, limits);
        }
    }

    @Nested
    class NaivePriority extends PriorityRules {
        @Override
        TestBook newBook(final InstrumentDefinition instrument, final BookLimits limits) {
            return new NaiveBook(instrument, limits);
        }
    }

    @Nested
    class FastOrderKinds extends OrderKindRules {
        @Override
        TestBook newBook(final InstrumentDefinition instrument, final BookLimits limits) {
            return new TestBook.Fast(instrument, limits);
        }
    }

    @Nested
    class NaiveOrderKinds extends OrderKindRules {
        @Override
        TestBook newBook(final InstrumentDefinition instrument, final BookLimits limits) {
            return new NaiveBook(instrument, limits);
        }
    }

    @Nested
    class FastSelfTrades extends SelfTradeRules {
        @Override
        TestBook newBook(final InstrumentDefinition instrument, final BookLimits limits) {
            return new TestBook.Fast(instrument, limits);
        }
    }

    @Nested
    class NaiveSelfTrades extends SelfTradeRules {
        @Override
        TestBook newBook(final InstrumentDefinition instrument, final BookLimits limits) {
            return new NaiveBook(instrument, limits);
        }
    }

    @Nested
    class FastStops extends StopRules {
        @Override
        TestBook newBook(final InstrumentDefinition instrument, final BookLimits limits) {
            return new TestBook.Fast(instrument, limits);
        }
    }

    @Nested
    class NaiveStops extends StopRules {
        @Override
        TestBook newBook(final InstrumentDefinition instrument, final BookLimits limits) {
            return new NaiveBook(instrument, limits);
        }
    }

    @Nested
    class FastStates extends StateRules {
        @Override
        TestBook newBook(final InstrumentDefinition instrument, final BookLimits limits) {
            return new TestBook.Fast(instrument, limits);
        }
    }

    @Nested
    class NaiveStates extends StateRules {
        @Override
        TestBook newBook(final InstrumentDefinition instrument, final BookLimits limits) {
            return new NaiveBook(instrument, limits);
        }
    }
}
