package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.AccountState;
import io.millrace.gateway.trading.Balance;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.OrderHistory;
import io.millrace.gateway.trading.OrderLookup;
import io.millrace.gateway.trading.Page;
import io.millrace.gateway.trading.PageQuery;
import io.millrace.gateway.trading.Ports;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.UserFill;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A user's balances and trades in Binance's shapes. */
final class V3AccountRoutes {
    private static final int ROWS = 500;
    private static final int ROWS_MAX = 1000;
    /** Parts per million in one of Binance's commission units, which are hundredths of a percent. */
    private static final int PPM_PER_BASIS_POINT = 100;

    private static final int PPM_DECIMALS = 6;

    private final Ports ports;
    private final OrderHistory orders;
    private final V3Symbols symbols;
    private final Protocol protocol;

    V3AccountRoutes(final Ports ports, final OrderLookup lookup, final V3Symbols symbols, final Protocol protocol) {
        this.ports = ports;
        this.symbols = symbols;
        this.protocol = protocol;
        orders = new OrderHistory(ports.core(), ports.store(), ports.history(), lookup);
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/api/v3/account", Access.READ, Set.of("omitZeroBalances"), this::account, protocol),
                new Route(
                        "GET",
                        "/api/v3/myTrades",
                        Access.READ,
                        Set.of("symbol", "orderId", "startTime", "endTime", "limit"),
                        this::trades,
                        protocol));
    }

    private CompletionStage<Answer> account(final Request request) {
        final ReferenceTable reference = Symbols.known(ports.core().reference());
        final boolean omitsZero = "true".equals(request.query("omitZeroBalances"));
        return ports.core()
                .account(request.userId())
                .thenApply(account -> Answer.json(200, json -> account(json, account, reference, omitsZero, request)));
    }

    private static void account(
            final JsonGenerator json,
            final AccountState account,
            final ReferenceTable reference,
            final boolean omitsZero,
            final Request request)
            throws IOException {
        final Instrument any = reference.instruments().iterator().next();
        final int maker = any.limits().makerFeePpm();
        final int taker = any.limits().takerFeePpm();
        json.writeNumberField("makerCommission", maker / PPM_PER_BASIS_POINT);
        json.writeNumberField("takerCommission", taker / PPM_PER_BASIS_POINT);
        json.writeNumberField("buyerCommission", 0);
        json.writeNumberField("sellerCommission", 0);
        json.writeObjectFieldStart("commissionRates");
        json.writeStringField("maker", BigDecimal.valueOf(maker, PPM_DECIMALS).toPlainString());
        json.writeStringField("taker", BigDecimal.valueOf(taker, PPM_DECIMALS).toPlainString());
        json.writeStringField("buyer", "0.000000");
        json.writeStringField("seller", "0.000000");
        json.writeEndObject();
        json.writeBooleanField("canTrade", true);
        json.writeBooleanField("canWithdraw", false);
        json.writeBooleanField("canDeposit", false);
        json.writeBooleanField("brokered", false);
        json.writeBooleanField("requireSelfTradePrevention", false);
        json.writeBooleanField("preventSor", false);
        json.writeNumberField("updateTime", System.currentTimeMillis());
        json.writeStringField("accountType", "SPOT");
        json.writeArrayFieldStart("balances");
        for (final Balance balance : account.balances()) {
            if (!omitsZero || balance.available() != 0 || balance.held() != 0) {
                json.writeStartObject();
                json.writeStringField("asset", balance.asset().symbol());
                json.writeStringField("free", Decimals.amountText(balance.available(), balance.asset()));
                json.writeStringField("locked", Decimals.amountText(balance.held(), balance.asset()));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("permissions");
        json.writeString("SPOT");
        json.writeEndArray();
        json.writeNumberField("uid", request.userId());
    }

    private CompletionStage<Answer> trades(final Request request) {
        final Instrument instrument = symbols.required(request);
        final PageQuery query = new PageQuery(
                Long.MAX_VALUE,
                request.count("limit", ROWS, 1, ROWS_MAX),
                V3Symbols.time(request, "startTime", 0),
                V3Symbols.time(request, "endTime", Long.MAX_VALUE));
        final String orderId = request.query("orderId");
        final CompletionStage<Page<UserFill>> page = orderId == null
                ? ports.history().fills(request.userId(), instrument, query)
                : orders.fills(request.userId(), Values.id("orderId", orderId), query);
        return page.thenApply(fills -> {
            final List<UserFill> oldestFirst = new ArrayList<>(fills.entries());
            Collections.reverse(oldestFirst);
            return V3MarketRoutes.array(
                    json -> V3MarketRoutes.rows(json, oldestFirst, (row, fill) -> V3OrderJson.userTrade(row, fill)));
        });
    }
}
