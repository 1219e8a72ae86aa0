package io.millrace.exchange.inspect;

import io.millrace.exchange.source.TopicSource;
import io.millrace.exchange.tool.Json;
import io.millrace.exchange.tool.Place;
import io.millrace.exchange.tool.ToolCommand;
import io.millrace.exchange.tool.ToolException;
import io.millrace.exchange.tool.ToolExit;
import io.millrace.schema.Accounts;
import io.millrace.schema.Topics;
import io.millrace.settlement.ingress.RecordDecoder;
import io.millrace.settlement.ledger.BalanceRecord;
import io.millrace.settlement.ledger.BalanceRecord.AccountEvent;
import io.millrace.settlement.ledger.BalanceRecord.AssetDefined;
import io.millrace.settlement.ledger.BalanceRecord.Change;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace ledger}. */
@Command(
        name = "ledger",
        description = "A running statement of an account out of balance.events: every change with its cause.",
        footer = {
            "",
            "  millrace ledger --user 1001 --asset USDT",
            "  millrace ledger --user -1          what the exchange took in fees; account 0 is the outside world",
            "",
            "Ends with 1 if a line does not follow from the one before it."
        },
        mixinStandardHelpOptions = true)
public final class LedgerCommand extends ToolCommand {
    @Option(names = "--user", paramLabel = "ID", required = true, description = "The account.")
    private long user;

    @Option(names = "--asset", paramLabel = "SYMBOL", description = "This asset alone. Default: all.")
    private String asset;

    private final Map<Integer, String> symbols = new HashMap<>();
    private final Map<Integer, long[]> balances = new HashMap<>();
    private boolean broken;
    private long lines;

    @Override
    protected int run(final Place place) {
        final int partition = Accounts.partition(user, place.partitions());
        final RecordDecoder decoder = new RecordDecoder();
        final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        try (TopicSource topics = place.topics()) {
            final long start = topics.startOffset(Topics.BALANCE_EVENTS, partition);
            if (start > 0) {
                throw ToolException.infrastructure("topic=balance.events partition=" + partition
                        + " no longer has its start first-kept-offset=" + start);
            }
            if (!json()) {
                out().printf(
                                "%-24s %9s %-14s %-8s %20s %20s %20s %20s  %s%n",
                                "TIME",
                                "SEQUENCE",
                                "CAUSE",
                                "ASSET",
                                "AVAILABLE +-",
                                "HELD +-",
                                "AVAILABLE",
                                "HELD",
                                "OF");
            }
            final long[] lastSequence = new long[place.shards()];
            topics.read(Topics.BALANCE_EVENTS, partition, start, Long.MAX_VALUE, record -> {
                buffer.wrap(record.value());
                final BalanceRecord decoded = decoder.decode(buffer, 0);
                final boolean isNew = decoded.stamp().sequence()
                        > lastSequence[decoded.stamp().shard()];
                lastSequence[decoded.stamp().shard()] = decoded.stamp().sequence();
                if (decoded instanceof AssetDefined defined) {
                    symbols.put(defined.asset().id(), defined.asset().symbol());
                } else if (isNew && decoded instanceof AccountEvent event && event.accountId() == user) {
                    print(event);
                }
                return true;
            });
        }
        err().println("lines=" + lines + (broken ? "; a line does not follow from the one before it" : ""));
        return broken ? ToolExit.MISMATCH : ToolExit.EQUAL;
    }

    private void print(final AccountEvent event) {
        for (final Change change : event.changes()) {
            final String symbol = symbols.getOrDefault(change.assetId(), "asset-" + change.assetId());
            final long[] before = balances.computeIfAbsent(
                    change.assetId() * 256 + event.stamp().shard(), key -> new long[2]);
            final boolean follows = before[0] + change.availableDelta() == change.availableAfter()
                    && before[1] + change.heldDelta() == change.heldAfter();
            before[0] = change.availableAfter();
            before[1] = change.heldAfter();
            broken |= !follows;
            if (asset == null || asset.equals(symbol)) {
                lines++;
                print(line(event, change, symbol, follows));
            }
        }
    }

    private static Map<String, Object> line(
            final AccountEvent event, final Change change, final String symbol, final boolean follows) {
        final Map<String, Object> line = new LinkedHashMap<>();
        line.put(
                "time", Instant.ofEpochMilli(event.stamp().timestampUs() / 1000).toString());
        line.put("accountSequence", event.accountSequence());
        line.put("coreSequence", event.stamp().coreSequence());
        line.put("cause", event.origin().cause().name());
        line.put("reason", event.origin().reason());
        line.put("asset", symbol);
        line.put("availableDelta", BigDecimal.valueOf(change.availableDelta(), change.scale()));
        line.put("heldDelta", BigDecimal.valueOf(change.heldDelta(), change.scale()));
        line.put("available", BigDecimal.valueOf(change.availableAfter(), change.scale()));
        line.put("held", BigDecimal.valueOf(change.heldAfter(), change.scale()));
        line.put("of", of(event));
        line.put("follows", follows);
        return line;
    }

    private static String of(final AccountEvent event) {
        if (!event.origin().requestId().isEmpty()) {
            return "transfer=" + event.origin().requestId();
        }
        final String trade =
                event.order().tradeId() == 0 ? "" : " trade=" + event.order().tradeId();
        final String output = event.order().outputSequence() == 0
                ? ""
                : " lane=" + event.order().lane() + " output=" + event.order().outputSequence();
        return "order=" + event.order().orderId() + trade + output;
    }

    private void print(final Map<String, Object> line) {
        if (json()) {
            out().println(Json.line(line));
            return;
        }
        out().printf(
                        "%-24s %9s %-14s %-8s %20s %20s %20s %20s  %s%s%n",
                        line.get("time"),
                        line.get("accountSequence"),
                        line.get("cause"),
                        line.get("asset"),
                        ((BigDecimal) line.get("availableDelta")).toPlainString(),
                        ((BigDecimal) line.get("heldDelta")).toPlainString(),
                        ((BigDecimal) line.get("available")).toPlainString(),
                        ((BigDecimal) line.get("held")).toPlainString(),
                        line.get("of"),
                        line.get("follows").equals(true) ? "" : "  DOES NOT FOLLOW");
    }
}
