package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.Balance;
import io.millrace.gateway.trading.Decimals;
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
    private final ReadGate gate;

    BalanceRoutes(final UbscorePort core, final StorePort store, final ReadGate gate) {
        this.core = core;
        this.store = store;
        this.gate = gate;
    }

    List<Route> routes() {
        final Set<String> read = Set.of("minSeq");
        return List.of(
                new Route("GET", "/balances", Access.READ, read, this::balances),
                new Route("GET", "/api/v1/balances", Access.READ, read, this::balances),
                new Route("GET", "/api/v1/balances/{asset}", Access.READ, read, this::balance));
    }

    private CompletionStage<Answer> balances(final Request request) {
        Symbols.known(core.reference());
        return gate.await(request.userId(), request.minSequence())
                .thenCompose(sequence ->
                        store.balances(request.userId()).thenApply(balances -> answer(balances, sequence, request)));
    }

    private CompletionStage<Answer> balance(final Request request) {
        final Asset asset = Symbols.asset(core.reference(), request.pathParameter("asset"));
        return gate.await(request.userId(), request.minSequence())
                .thenCompose(sequence -> store.balances(request.userId()).thenApply(balances -> {
                    final Balance balance = balances.stream()
                            .filter(candidate -> candidate.asset().equals(asset))
                            .findFirst()
                            .orElse(new Balance(asset, 0, 0, 0));
                    return Answer.read(sequence, json -> {
                        json.writeStringField("userId", Long.toString(request.userId()));
                        json.writeStringField("seq", Long.toString(sequence));
                        members(json, balance);
                    });
                }));
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
