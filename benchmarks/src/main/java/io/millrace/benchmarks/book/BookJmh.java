package io.millrace.benchmarks.book;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The race's messages under JMH, each engine in a JVM of its own: messages a second from an empty book on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class BookJmh {
    private static final int MESSAGES = 1 << 20;
    private static final int ORDERS = 600_000;
    private static final long SEED = 20_260_101;

    /** Who is measured. */
    public enum Engine {
        MILLRACE,
        EXCHANGE_CORE,
        PARITY_MATCH
    }

    /** What the price swings by over the run, in percent. */
    @Param({"0", "2", "25", "40", "60"})
    public int swing;

    @Param
    public Engine engine;

    private Mix mix;
    private Contender contender;

    @Setup
    public void make() {
        mix = MixGenerator.generate(swing / 100.0, ORDERS, SEED);
        contender = switch (engine) {
            case MILLRACE -> new MillraceContender(1 << 17);
            case EXCHANGE_CORE -> new ExchangeCoreContender();
            case PARITY_MATCH -> new ParityContender();
        };
    }

    /** The empty book is not timed: an invocation takes some ten milliseconds. */
    @Setup(Level.Invocation)
    public void empty() {
        contender.reset();
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long messages() {
        for (int i = 0; i < MESSAGES; i += Race.PIECE) {
            contender.run(mix, i, i + Race.PIECE);
        }
        return contender.checksum();
    }
}
