package io.millrace.chain;

import io.millrace.chain.egress.KafkaJournal;
import io.millrace.chain.ingress.LedgerEventSource;
import io.millrace.chain.ingress.TradeSource;
import io.millrace.chain.node.AbiVaultCodec;
import io.millrace.chain.node.NodePool;
import io.millrace.chain.recovery.StateRecovery;
import io.millrace.chain.vault.ChainNode;
import io.millrace.chain.vault.ChainState;
import io.millrace.chain.vault.LedgerEvent;
import io.millrace.chain.vault.Signer;
import io.millrace.chain.vault.TokenTable;
import io.millrace.chain.vault.VaultCore;
import java.util.List;
import org.agrona.CloseHelper;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the chain service, from the journal on: takes what UBSCore and the engine say, and looks at the chain every so often.
 * Steps on one thread; whatever it throws ends it, and another one begins from the journal.
 */
final class ChainAgent implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ChainAgent.class);
    private static final long FAULT_LOG_INTERVAL_US = 10_000_000;

    private final KafkaJournal journal;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final NodePool nodes;
    private final VaultCore core;
    private final LedgerEventSource events;
    private final TradeSource trades;
    private final Reserves reserves;
    private final ChainMetrics metrics;
    private final long reportIntervalUs;
    private final long pollIntervalUs;
    private long polledUs;
    private long faultLoggedUs;
    private long reportedUs;

    /** Fences other writers, reads the journal, connects. Blocks. */
    ChainAgent(final ChainContext context, final Signer signer, final ChainMetrics metrics) {
        this.metrics = metrics;
        reportIntervalUs = context.reportIntervalUs();
        pollIntervalUs = context.pollIntervalUs();
        final TokenTable tokens = context.tokens();
        nodes = context.nodes(signer.address());
        consumer = new KafkaConsumer<>(context.consumerSettings());
        try {
            final StateRecovery recovery = new StateRecovery(consumer, context.eventPartitions(), context.chainId());
            recovery.requireOneChain();
            journal = context.journal();
            final ChainState state = context.emptyState();
            final long sequence = recovery.replay(state);
            journal.continueBehind(sequence);
            core = new VaultCore(state, context.rules(), tokens, new AbiVaultCodec(), signer, journal);
            events = new LedgerEventSource(consumer, context.balancePartitions(), context.sourceId(), state);
            trades = new TradeSource(
                    context.feedEndpoints(), context.lanes(), context.sourceId(), context.feedContext(), core);
            reserves = new Reserves(nodes, tokens, context.vault());
            LOGGER.info(
                    "going on chain={} sequence={} head={} withdrawals={} batches={} operator={}",
                    context.chainId(),
                    sequence,
                    state.head(),
                    state.openWithdrawalCount(),
                    state.openBatchCount(),
                    signer.address());
        } catch (final RuntimeException e) {
            close();
            throw e;
        }
    }

    /** One step; returns 0 if there was nothing to do. */
    int doWork(final long nowNs, final long nowUs) {
        final List<LedgerEvent> said = events.poll(nowUs);
        int count = said.isEmpty() ? 0 : core.onLedger(said);
        count += trades.poll(nowNs, nowUs);
        if (nowUs - polledUs >= pollIntervalUs) {
            polledUs = nowUs;
            trades.confirm();
            try {
                count += core.stepDeposits(nodes);
                count += core.stepPayments(nowUs, nodes);
                count += core.stepTransactions(nowUs, nodes);
                report(nowUs);
            } catch (final ChainNode.Fault fault) {
                log(fault, nowUs);
            }
        }
        return count;
    }

    private void log(final ChainNode.Fault fault, final long nowUs) {
        if (nowUs - faultLoggedUs >= FAULT_LOG_INTERVAL_US) {
            faultLoggedUs = nowUs;
            LOGGER.warn("chain can't be asked, trying again reason={}", fault.getMessage());
        }
    }

    private void report(final long nowUs) {
        if (nowUs - reportedUs >= reportIntervalUs) {
            reportedUs = nowUs;
            final List<Reserves.Line> lines = reserves.compare(core.state()::owed);
            lines.forEach(line -> LOGGER.info("reserves {}", line));
            LOGGER.info("endpoints failovers={} disagreements={}", nodes.failoverCount(), nodes.disagreementCount());
            metrics.onReserves(lines);
            metrics.onEndpoints(nodes.failoverCount(), nodes.disagreementCount());
        }
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(trades, consumer, nodes, journal);
    }
}
