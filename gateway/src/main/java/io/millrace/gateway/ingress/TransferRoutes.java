package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.ReadGate;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.Rejections;
import io.millrace.gateway.trading.StorePort;
import io.millrace.gateway.trading.Transfer;
import io.millrace.gateway.trading.TransferKind;
import io.millrace.gateway.trading.TransferPort;
import io.millrace.gateway.trading.TransferResult;
import io.millrace.gateway.trading.UbscorePort;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Bringing money in, taking it out, and asking what became of it. */
final class TransferRoutes {
    private static final Set<String> BODY_FIELDS = Set.of("requestId", "userId", "asset", "amount");

    private final UbscorePort core;
    private final TransferPort transfers;
    private final StorePort store;
    private final ReadGate gate;

    TransferRoutes(final UbscorePort core, final TransferPort transfers, final StorePort store, final ReadGate gate) {
        this.core = core;
        this.transfers = transfers;
        this.store = store;
        this.gate = gate;
    }

    List<Route> routes() {
        final Set<String> none = Set.of();
        return List.of(
                new Route("POST", "/transfer_in", Access.TRANSFER, none, request -> post(request, TransferKind.IN)),
                new Route(
                        "POST",
                        "/api/v1/transfer_in",
                        Access.TRANSFER,
                        none,
                        request -> post(request, TransferKind.IN)),
                new Route("POST", "/transfer_out", Access.TRANSFER, none, request -> post(request, TransferKind.OUT)),
                new Route(
                        "POST",
                        "/api/v1/transfer_out",
                        Access.TRANSFER,
                        none,
                        request -> post(request, TransferKind.OUT)),
                new Route("GET", "/api/v1/transfers/{requestId}", Access.READ, Set.of("minSeq"), this::transfer));
    }

    private CompletionStage<Answer> post(final Request request, final TransferKind kind) {
        final JsonFields fields = JsonFields.parse(request.body(), BODY_FIELDS);
        return transfers
                .transfer(read(request, fields, kind, core.reference()))
                .thenApply(result -> answer(result, json -> members(json, result, request)));
    }

    /** What every transfer's body says. */
    static Transfer read(
            final Request request, final JsonFields fields, final TransferKind kind, final ReferenceTable reference) {
        final String requestId = Values.requestId("requestId", fields.text("requestId"));
        final long userId = request.caller().requireOwn(fields.id("userId"));
        final Asset asset = Symbols.asset(reference, fields.text("asset"));
        final long amount = Decimals.amount("amount", fields.decimal("amount"), asset);
        return new Transfer(requestId, kind, userId, asset, amount);
    }

    /** The answer to who asked for a transfer; {@code members} are those of the transfer that is done or on its way. */
    static Answer answer(final TransferResult result, final Json.Body members) {
        return switch (result.status()) {
            case APPLIED ->
                Answer.json(200, members)
                        .replayedIf(result.replayed())
                        .with("X-Seq", Long.toString(result.coreSequence()));
            case PENDING -> Answer.json(202, members);
            case REJECTED ->
                throw Rejections.of(result.reason())
                        .with("requestId", result.transfer().requestId())
                        .asReplayed(result.replayed());
        };
    }

    private CompletionStage<Answer> transfer(final Request request) {
        Symbols.known(core.reference());
        final String requestId = Values.requestId("requestId", request.pathParameter("requestId"));
        return gate.await(request.userId(), request.minSequence())
                .thenCompose(
                        sequence -> store.transfer(request.userId(), requestId).thenApply(found -> {
                            final TransferResult result = found.orElseThrow(() -> Refusal.of(
                                    ErrorCode.TRANSFER_NOT_FOUND, "there is no such transfer, requestId=" + requestId));
                            return Answer.read(sequence, json -> members(json, result, request));
                        }));
    }

    static void members(final JsonGenerator json, final TransferResult result, final Request request)
            throws IOException {
        final Transfer transfer = result.transfer();
        json.writeStringField("requestId", transfer.requestId());
        json.writeStringField("kind", transfer.kind().name());
        json.writeStringField("status", result.status().name());
        json.writeStringField("userId", Long.toString(transfer.userId()));
        json.writeStringField("asset", transfer.asset().symbol());
        json.writeStringField("amount", Decimals.amountText(transfer.amount(), transfer.asset()));
        if (result.status() == TransferResult.Status.REJECTED) {
            json.writeStringField("reason", result.reason());
        }
        if (result.status() != TransferResult.Status.PENDING) {
            json.writeStringField("available", Decimals.amountText(result.available(), transfer.asset()));
            json.writeStringField("held", Decimals.amountText(result.held(), transfer.asset()));
            json.writeStringField("seq", Long.toString(result.coreSequence()));
            json.writeNumberField("ts", request.time(result.timestampUs()));
        }
    }
}
