package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.Balance;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.HistoryPort;
import io.millrace.gateway.trading.Ports;
import io.millrace.gateway.trading.ReadGate;
import io.millrace.gateway.trading.StorePort;
import io.millrace.gateway.trading.UbscorePort;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What a user has. */
final class BalanceRoutes {
    private final UbscorePort core;
    private final StorePort store;
    private final HistoryPort history;
    private final ReadGate gate;

    BalanceRoutes(final Ports ports, final ReadGate gate) {
        core = ports.core();
        store = ports.store();
        history = ports.history();
        this.gate = gate;
    }

    List<Route> routes() {
        final Set<String> read = Set.of("minSeq", "asOfSeq");
        return List.of(
                new Route("GET", "/balances", Access.READ, read, this::balances),
                new Route("GET", "/api/v1/balances", Access.READ, read, this::balances),
                new Route("GET", "/api/v1/balances/{asset}", Access.READ, read, this::balance));
    }

    private record Known(long sequence, List<Balance> balances) {}

    private CompletionStage<Answer> balances(final Request request) {
        Symbols.known(core.reference());
        return known(request).thenApply(known -> answer(known.balances, known.sequence, request));
    }

    private CompletionStage<Answer> balance(final Request request) {
        final Asset asset = Symbols.asset(core.reference(), request.pathParameter("asset"));
        return known(request).thenApply(known -> {
            final Balance balance = known.balances.stream()
                    .filter(candidate -> candidate.asset().equals(asset))
                    .findFirst()
                    .orElse(new Balance(asset, 0, 0, 0));
            return Answer.read(known.sequence, json -> {
                json.writeStringField("userId", Long.toString(request.userId()));
                json.writeStringField("seq", Long.toString(known.sequence));
                members(json, balance);
            });
        });
    }

    private CompletionStage<Known> known(final Request request) {
        final long userId = request.userId();
        final String asOf = request.query("asOfSeq");
        if (asOf != null) {
            final long sequence = Values.id("asOfSeq", asOf);
            return gate.await(userId, Math.max(sequence, request.minSequence()))
                    .thenCompose(ignored -> history.balancesAsOf(userId, sequence))
                    .thenApply(balances -> new Known(sequence, balances));
        }
        return gate.await(userId, request.minSequence())
                .thenCompose(sequence -> sequence == 0
                        ? ofCore(userId)
                        : store.balances(userId).thenApply(balances -> new Known(sequence, balances)));
    }

    /** The store has nothing yet, which does not say that the user has nothing. */
    private CompletionStage<Known> ofCore(final long userId) {
        return core.account(userId).thenApply(account -> new Known(account.coreSequence(), account.balances()));
    }

    private static Answer answer(final List<Balance> balances, final long sequence, final Request request) {
        return Answer.read(sequence, json -> {
            json.writeStringField("userId", Long.toString(request.userId()));
            json.writeStringField("seq", Long.toString(sequence));
            json.writeArrayFieldStart("balances");
            for (final Balance balance : balances) {
                json.writeStartObject();
                members(json, balance);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void members(final JsonGenerator json, final Balance balance) throws IOException {
        final Asset asset = balance.asset();
        json.writeStringField("asset", asset.symbol());
        json.writeStringField("available", Decimals.amountText(balance.available(), asset));
        json.writeStringField("held", Decimals.amountText(balance.held(), asset));
        json.writeStringField("total", Decimals.amountText(Math.addExact(balance.available(), balance.held()), asset));
        json.writeStringField("accountSequence", Long.toString(balance.accountSequence()));
    }
}
