package io.millrace.gateway.egress;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.Candle;
import io.millrace.gateway.trading.CandleInterval;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Fill;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.LedgerEntry;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OrderStatus;
import io.millrace.gateway.trading.OrderTerms;
import io.millrace.gateway.trading.OrderType;
import io.millrace.gateway.trading.OrderView;
import io.millrace.gateway.trading.Progress;
import io.millrace.gateway.trading.Side;
import io.millrace.gateway.trading.StpMode;
import io.millrace.gateway.trading.TimeInForce;
import io.millrace.gateway.trading.Trade;
import io.millrace.gateway.trading.Transfer;
import io.millrace.gateway.trading.TransferKind;
import io.millrace.gateway.trading.TransferResult;
import io.millrace.gateway.trading.UserFill;
import io.millrace.gateway.trading.WithdrawalView;
import java.time.Instant;

/** Rows of the store as the gateway's own values. Holds no state. */
final class RowReading {
    private static final long US_PER_MS = 1000;

    private RowReading() {}

    static OrderView order(final Row row, final Instrument instrument) {
        final NewOrder order = new NewOrder(
                row.getLong("user_id"),
                text(row, "client_order_id", ""),
                instrument,
                Side.valueOf(row.getString("side")),
                OrderType.valueOf(text(row, "type", "LIMIT")),
                TimeInForce.valueOf(text(row, "time_in_force", "GTC")),
                StpMode.valueOf(text(row, "stp_mode", "NONE")),
                terms(row, instrument));
        final Progress progress = new Progress(
                OrderStatus.valueOf(row.getString("status")),
                text(row, "reason", "NONE"),
                Decimals.lots(row.getBigDecimal("filled_quantity"), instrument),
                Decimals.lots(row.getBigDecimal("remaining_quantity"), instrument),
                Decimals.minorUnits(row.getBigDecimal("filled_quote"), instrument.quote()),
                row.getLong("core_sequence"),
                timeUs(row, "created"),
                timeUs(row, "updated"));
        return new OrderView(row.getLong("order_id"), order, progress);
    }

    static TransferResult transfer(final Row row, final Asset asset) {
        final Transfer transfer = new Transfer(
                row.getString("request_id"),
                TransferKind.valueOf(row.getString("kind")),
                row.getLong("user_id"),
                asset,
                Decimals.minorUnits(row.getBigDecimal("amount"), asset));
        return new TransferResult(
                transfer,
                TransferResult.Status.valueOf(row.getString("status")),
                text(row, "reason", "NONE"),
                false,
                Decimals.minorUnits(row.getBigDecimal("available"), asset),
                Decimals.minorUnits(row.getBigDecimal("held"), asset),
                row.getLong("core_sequence"),
                timeUs(row, "ts"));
    }

    static WithdrawalView withdrawal(final Row row) {
        return new WithdrawalView(
                row.getLong("withdrawal_id"),
                row.getString("request_id"),
                row.getString("asset"),
                row.getBigDecimal("amount"),
                row.getString("address"),
                row.getString("state"),
                text(row, "reason", "NONE"),
                timeUs(row, "created"),
                timeUs(row, "ts"));
    }

    static Trade trade(final Row row, final Instrument instrument) {
        return new Trade(
                row.getLong("trade_id"),
                Decimals.ticks(row.getBigDecimal("price"), instrument),
                Decimals.lots(row.getBigDecimal("quantity"), instrument),
                Decimals.minorUnits(row.getBigDecimal("quote_quantity"), instrument.quote()),
                Side.valueOf(row.getString("taker_side")),
                timeUs(row, "ts"));
    }

    static Fill fill(final Row row, final Instrument instrument) {
        final Side side = Side.valueOf(row.getString("side"));
        final Asset feeAsset = side == Side.BUY ? instrument.base() : instrument.quote();
        return new Fill(
                row.getLong("trade_id"),
                Decimals.ticks(row.getBigDecimal("price"), instrument),
                Decimals.lots(row.getBigDecimal("quantity"), instrument),
                Decimals.minorUnits(row.getBigDecimal("fee"), feeAsset),
                side,
                row.getString("liquidity"));
    }

    static UserFill userFill(final Row row, final Instrument instrument) {
        return new UserFill(
                row.getLong("account_sequence"),
                row.getLong("order_id"),
                instrument,
                fill(row, instrument),
                row.getLong("core_sequence"),
                timeUs(row, "ts"));
    }

    static UserFill fillOfOrder(final Row row, final OrderView order) {
        final Instrument instrument = order.order().instrument();
        return new UserFill(0, order.orderId(), instrument, fill(row, instrument), 0, timeUs(row, "ts"));
    }

    static LedgerEntry ledgerEntry(final Row row, final Asset asset) {
        return new LedgerEntry(
                row.getLong("account_sequence"),
                asset,
                new LedgerEntry.Amounts(
                        Decimals.minorUnits(row.getBigDecimal("available_delta"), asset),
                        Decimals.minorUnits(row.getBigDecimal("held_delta"), asset),
                        Decimals.minorUnits(row.getBigDecimal("available"), asset),
                        Decimals.minorUnits(row.getBigDecimal("held"), asset)),
                new LedgerEntry.Origin(
                        row.getString("cause"),
                        text(row, "reason", "NONE"),
                        row.getLong("order_id"),
                        row.getLong("trade_id"),
                        text(row, "instrument", ""),
                        text(row, "request_id", ""),
                        row.getLong("core_sequence")),
                timeUs(row, "ts"));
    }

    static Candle candle(final Row row, final Instrument instrument, final CandleInterval interval) {
        return new Candle(
                interval.ordinal(row.getInstant("open_time").toEpochMilli()),
                new Candle.Prices(
                        Decimals.ticks(row.getBigDecimal("open"), instrument),
                        Decimals.ticks(row.getBigDecimal("high"), instrument),
                        Decimals.ticks(row.getBigDecimal("low"), instrument),
                        Decimals.ticks(row.getBigDecimal("close"), instrument)),
                new Candle.Volumes(
                        Decimals.lots(row.getBigDecimal("volume"), instrument),
                        Decimals.minorUnits(row.getBigDecimal("quote_volume"), instrument.quote()),
                        Decimals.lots(row.getBigDecimal("taker_buy_volume"), instrument),
                        Decimals.minorUnits(row.getBigDecimal("taker_buy_quote_volume"), instrument.quote())),
                row.getLong("trade_count"),
                row.getLong("first_trade_id"));
    }

    private static OrderTerms terms(final Row row, final Instrument instrument) {
        return new OrderTerms(
                !row.isNull("post_only") && row.getBoolean("post_only"),
                Decimals.ticks(row.getBigDecimal("price"), instrument),
                Decimals.lots(row.getBigDecimal("quantity"), instrument),
                Decimals.lots(row.getBigDecimal("display_quantity"), instrument),
                Decimals.minorUnits(row.getBigDecimal("quote_quantity"), instrument.quote()),
                Decimals.ticks(row.getBigDecimal("trigger_price"), instrument),
                0,
                timeUs(row, "expire_time"));
    }

    private static String text(final Row row, final String column, final String otherwise) {
        final String value = row.getString(column);
        return value == null ? otherwise : value;
    }

    static long timeUs(final Row row, final String column) {
        final Instant time = row.getInstant(column);
        return time == null ? 0 : time.toEpochMilli() * US_PER_MS;
    }
}
