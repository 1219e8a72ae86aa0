package io.millrace.exchange.inspect;

import io.millrace.engine.LaneProcessor;
import io.millrace.engine.book.OrderBook;
import io.millrace.engine.book.Side;
import io.millrace.exchange.replay.RecordFilter;
import io.millrace.exchange.source.TopicSource;
import io.millrace.exchange.tool.Json;
import io.millrace.exchange.tool.Place;
import io.millrace.exchange.tool.ToolCommand;
import io.millrace.exchange.tool.ToolExit;
import io.millrace.schema.sbe.InstrumentDefinitionDecoder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace book}. */
@Command(
        name = "book",
        description = "Shows an order book as it stood behind an output of its lane, matched again from orders.",
        footer = {"", "  millrace book --symbol BTC_USDT --at 1234"},
        mixinStandardHelpOptions = true)
public final class BookCommand extends ToolCommand {
    @Option(names = "--symbol", paramLabel = "SYMBOL", required = true, description = "The instrument.")
    private String symbol;

    @Option(names = "--at", paramLabel = "SEQ", description = "Output sequence of the lane. Default: the last.")
    private long sequence = Long.MAX_VALUE;

    @Override
    protected int run(final Place place) {
        try (TopicSource topics = place.topics()) {
            final int[] instrument = RecordFilter.instrument(topics, symbol);
            final LaneProcessor lane = LaneAt.of(place, topics, instrument[1], sequence);
            final OrderBook book = lane.engine().book(instrument[0]);
            final InstrumentDefinitionDecoder definition = new InstrumentDefinitionDecoder()
                    .wrap(lane.instruments().definitions().get(instrument[0]), 0);
            final List<Map<String, Object>> asks = levels(book, Side.SELL, definition);
            final List<Map<String, Object>> bids = levels(book, Side.BUY, definition);
            if (json()) {
                final Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("symbol", symbol);
                answer.put("lane", lane.lane());
                answer.put("outputSequence", lane.outputSequence());
                answer.put("bids", bids);
                answer.put("asks", asks);
                out().println(Json.pretty(answer));
            } else {
                out().println(symbol + " lane=" + lane.lane() + " output-sequence=" + lane.outputSequence());
                for (int i = asks.size() - 1; i >= 0; i--) {
                    print("ask", asks.get(i));
                }
                bids.forEach(level -> print("bid", level));
            }
        }
        return ToolExit.EQUAL;
    }

    private void print(final String side, final Map<String, Object> level) {
        out().printf(
                        "%s %18s %18s %6s%n",
                        side,
                        ((BigDecimal) level.get("price")).toPlainString(),
                        ((BigDecimal) level.get("quantity")).toPlainString(),
                        level.get("orders"));
    }

    /** Best first. */
    private static List<Map<String, Object>> levels(
            final OrderBook book, final Side side, final InstrumentDefinitionDecoder definition) {
        final List<Map<String, Object>> levels = new ArrayList<>();
        book.forEachLevel(side, (price, quantity, orderCount) -> {
            final Map<String, Object> level = new LinkedHashMap<>();
            level.put("price", BigDecimal.valueOf(price * definition.tickSize(), definition.priceScale()));
            level.put("quantity", BigDecimal.valueOf(quantity * definition.lotSize(), definition.baseScale()));
            level.put("orders", orderCount);
            levels.add(level);
        });
        return levels;
    }
}
