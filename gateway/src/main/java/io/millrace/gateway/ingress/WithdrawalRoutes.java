package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.ReadGate;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.ReviewDecision;
import io.millrace.gateway.trading.StorePort;
import io.millrace.gateway.trading.Transfer;
import io.millrace.gateway.trading.TransferKind;
import io.millrace.gateway.trading.TransferPort;
import io.millrace.gateway.trading.TransferResult;
import io.millrace.gateway.trading.UbscorePort;
import io.millrace.gateway.trading.WithdrawalView;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Money that leaves on a chain: asked for, listed, cancelled while it waits for an operator, approved and rejected. */
final class WithdrawalRoutes {
    private static final Set<String> BODY_FIELDS = Set.of("requestId", "userId", "asset", "amount", "address");
    private static final Set<String> REVIEW_FIELDS = Set.of("userId", "withdrawalId");
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final int LIST_COUNT_MAX = 500;

    private final UbscorePort core;
    private final TransferPort transfers;
    private final StorePort store;
    private final ReadGate gate;

    WithdrawalRoutes(final UbscorePort core, final TransferPort transfers, final StorePort store, final ReadGate gate) {
        this.core = core;
        this.transfers = transfers;
        this.store = store;
        this.gate = gate;
    }

    List<Route> routes() {
        final Set<String> none = Set.of();
        return List.of(
                new Route("POST", "/withdrawals", Access.TRANSFER, none, this::post),
                new Route("POST", "/api/v1/withdrawals", Access.TRANSFER, none, this::post),
                new Route("POST", "/api/v1/withdrawals/cancel", Access.TRANSFER, none, this::cancel),
                new Route("GET", "/api/v1/withdrawals", Access.READ, Set.of("minSeq"), this::list),
                new Route("GET", "/api/v1/withdrawals/{requestId}", Access.READ, Set.of("minSeq"), this::one));
    }

    List<Route> adminRoutes() {
        return List.of(
                new Route(
                        "POST",
                        "/api/v1/admin/withdrawals/approve",
                        Access.ADMIN,
                        Set.of(),
                        request -> review(request, ReviewDecision.APPROVE)),
                new Route(
                        "POST",
                        "/api/v1/admin/withdrawals/reject",
                        Access.ADMIN,
                        Set.of(),
                        request -> review(request, ReviewDecision.REJECT)));
    }

    private CompletionStage<Answer> post(final Request request) {
        final JsonFields fields = JsonFields.parse(request.body(), BODY_FIELDS);
        final String requestId = Values.requestId("requestId", fields.text("requestId"));
        final long userId = request.caller().requireOwn(fields.id("userId"));
        final Asset asset = Symbols.asset(core.reference(), fields.text("asset"));
        final long amount = Decimals.amount("amount", fields.decimal("amount"), asset);
        final String address = fields.text("address");
        if (!ADDRESS.matcher(address).matches()) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "address", "address must be 0x and 40 hex digits");
        }
        return transfers
                .transfer(new Transfer(
                        requestId, TransferKind.WITHDRAWAL, userId, asset, amount, address.toLowerCase(Locale.ROOT)))
                .thenApply(result -> TransferRoutes.answer(result, json -> members(json, result, request)));
    }

    private static void members(final JsonGenerator json, final TransferResult result, final Request request)
            throws IOException {
        final Transfer transfer = result.transfer();
        final boolean known = result.status() == TransferResult.Status.APPLIED;
        json.writeStringField("requestId", transfer.requestId());
        json.writeStringField("status", known ? result.reason() : "PENDING");
        json.writeStringField("userId", Long.toString(transfer.userId()));
        json.writeStringField("asset", transfer.asset().symbol());
        json.writeStringField("amount", Decimals.amountText(transfer.amount(), transfer.asset()));
        json.writeStringField("address", transfer.address());
        if (known) {
            json.writeStringField("available", Decimals.amountText(result.available(), transfer.asset()));
            json.writeStringField("held", Decimals.amountText(result.held(), transfer.asset()));
            json.writeStringField("seq", Long.toString(result.coreSequence()));
            json.writeNumberField("ts", request.time(result.timestampUs()));
        }
    }

    private CompletionStage<Answer> list(final Request request) {
        return gate.await(request.userId(), request.minSequence())
                .thenCompose(sequence -> store.withdrawals(request.userId(), LIST_COUNT_MAX)
                        .thenApply(found -> Answer.read(sequence, json -> {
                            json.writeArrayFieldStart("withdrawals");
                            for (final WithdrawalView each : found) {
                                json.writeStartObject();
                                members(json, each, request);
                                json.writeEndObject();
                            }
                            json.writeEndArray();
                        })));
    }

    private CompletionStage<Answer> one(final Request request) {
        final String requestId = Values.requestId("requestId", request.pathParameter("requestId"));
        return gate.await(request.userId(), request.minSequence())
                .thenCompose(sequence -> store.withdrawals(request.userId(), LIST_COUNT_MAX)
                        .thenApply(found -> {
                            final WithdrawalView view = found.stream()
                                    .filter(each -> each.requestId().equals(requestId))
                                    .findFirst()
                                    .orElseThrow(() -> Refusal.of(
                                            ErrorCode.TRANSFER_NOT_FOUND,
                                            "there is no such withdrawal, requestId=" + requestId));
                            return Answer.read(sequence, json -> members(json, view, request));
                        }));
    }

    private static void members(final JsonGenerator json, final WithdrawalView view, final Request request)
            throws IOException {
        json.writeStringField("withdrawalId", Long.toString(view.withdrawalId()));
        json.writeStringField("requestId", view.requestId());
        json.writeStringField("status", view.state());
        json.writeStringField("asset", view.asset());
        json.writeStringField("amount", view.amount().toPlainString());
        json.writeStringField("address", view.address());
        json.writeStringField("reason", view.reason());
        json.writeNumberField("created", request.time(view.createdUs()));
        json.writeNumberField("ts", request.time(view.updatedUs()));
    }

    private CompletionStage<Answer> cancel(final Request request) {
        final JsonFields fields = JsonFields.parse(request.body(), REVIEW_FIELDS);
        return review(request.caller().requireOwn(fields.id("userId")), fields, ReviewDecision.CANCEL);
    }

    private CompletionStage<Answer> review(final Request request, final ReviewDecision decision) {
        final JsonFields fields = JsonFields.parse(request.body(), REVIEW_FIELDS);
        return review(fields.id("userId"), fields, decision);
    }

    /** What comes of it stands in the list: UBSCore hears it behind the broker. */
    private CompletionStage<Answer> review(final long userId, final JsonFields fields, final ReviewDecision decision) {
        final long withdrawalId = fields.id("withdrawalId");
        return transfers
                .review(userId, withdrawalId, decision)
                .thenApply(done -> Answer.json(202, json -> {
                    json.writeStringField("withdrawalId", Long.toString(withdrawalId));
                    json.writeStringField("decision", decision.name());
                }));
    }
}
