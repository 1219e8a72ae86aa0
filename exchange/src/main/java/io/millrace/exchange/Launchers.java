package io.millrace.exchange;

import com.typesafe.config.Config;
import io.millrace.chain.ChainMain;
import io.millrace.engine.EngineMain;
import io.millrace.gateway.GatewayMain;
import io.millrace.settlement.SettlementMain;
import io.millrace.ubscore.UbscoreMain;
import java.util.function.BooleanSupplier;

/** Launches each service in this JVM, seen as a {@link Service}. */
final class Launchers {
    private Launchers() {}

    static Service ubscore(final Config config) {
        final UbscoreMain main = UbscoreMain.launch(config);
        return new Adapter(main::isReady, main::awaitTermination, main::close);
    }

    static Service engine(final Config config) {
        final EngineMain main = EngineMain.launch(config);
        return new Adapter(main::isReady, main::awaitTermination, main::close);
    }

    static Service settlement(final Config config) {
        final SettlementMain main = SettlementMain.launch(config);
        return new Adapter(main::isReady, main::awaitTermination, main::close);
    }

    static Service gateway(final Config config) {
        final GatewayMain main = GatewayMain.launch(config);
        return new Adapter(main::isReady, main::awaitTermination, main::close);
    }

    static Service chain(final Config config) {
        final ChainMain main = ChainMain.launch(config);
        return new Adapter(main::isReady, main::awaitTermination, main::close);
    }

    private interface Wait {
        void await() throws Exception;
    }

    private record Adapter(BooleanSupplier ready, Wait termination, Runnable closing) implements Service {
        @Override
        public boolean isReady() {
            return ready.getAsBoolean();
        }

        @Override
        public void awaitTermination() throws Exception {
            termination.await();
        }

        @Override
        public void close() {
            closing.run();
        }
    }
}
