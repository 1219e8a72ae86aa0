package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.keys.SignedWithdrawal;
import io.millrace.gateway.trading.ChainPort;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.PaymentView;
import io.millrace.gateway.trading.Ports;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Money that leaves on a chain: asked for, listed, cancelled while it waits for an operator, approved and rejected. */
final class WithdrawalRoutes {
    private static final Set<String> BODY_FIELDS = Set.of("requestId", "userId", "asset", "amount", "address");
    private static final Set<String> REVIEW_FIELDS = Set.of("userId", "withdrawalId");
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final Set<String> REQUEST_TARGETS = Set.of("/withdrawals", "/api/v1/withdrawals");
    private static final int LIST_COUNT_MAX = 500;

    private final UbscorePort core;
    private final TransferPort transfers;
    private final StorePort store;
    private final ChainPort chain;
    private final ReadGate gate;

    WithdrawalRoutes(final Ports ports, final ReadGate gate) {
        core = ports.core();
        transfers = ports.transfers();
        store = ports.store();
        chain = ports.chain();
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

    /** Whether a request asks for a withdrawal. */
    static boolean isRequest(final String method, final String target) {
        return "POST".equals(method) && REQUEST_TARGETS.contains(target);
    }

    /** What a wallet signs for a body that asks for a withdrawal; refuses one that is none. */
    static SignedWithdrawal signed(final byte[] body, final long timestampMs, final long recvWindowMs) {
        final JsonFields fields = JsonFields.parse(body, BODY_FIELDS);
        return new SignedWithdrawal(
                fields.text("requestId"),
                fields.id("userId"),
                fields.text("asset"),
                fields.decimal("amount"),
                address(fields),
                timestampMs,
                recvWindowMs);
    }

    private static String address(final JsonFields fields) {
        final String address = fields.text("address");
        if (!ADDRESS.matcher(address).matches()) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "address", "address must be 0x and 40 hex digits");
        }
        return address.toLowerCase(Locale.ROOT);
    }

    private CompletionStage<Answer> post(final Request request) {
        final JsonFields fields = JsonFields.parse(request.body(), BODY_FIELDS);
        final Transfer transfer = TransferRoutes.read(request, fields, TransferKind.WITHDRAWAL, core.reference());
        return transfers
                .transfer(transfer.to(address(fields)))
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

    /** A withdrawal with what its chain has made of it; null: nothing yet. */
    private record Found(WithdrawalView view, PaymentView payment) {}

    private CompletionStage<List<Found>> found(final long userId) {
        return store.withdrawals(userId, LIST_COUNT_MAX)
                .thenCombine(chain.payments(userId, LIST_COUNT_MAX), (views, payments) -> {
                    final Map<Long, PaymentView> byId =
                            payments.stream().collect(Collectors.toMap(PaymentView::withdrawalId, payment -> payment));
                    return views.stream()
                            .map(view -> new Found(view, byId.get(view.withdrawalId())))
                            .toList();
                });
    }

    private CompletionStage<Answer> list(final Request request) {
        return gate.await(request.userId(), request.minSequence()).thenCompose(sequence -> found(request.userId())
                .thenApply(found -> Answer.read(sequence, json -> {
                    json.writeArrayFieldStart("withdrawals");
                    for (final Found each : found) {
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
                .thenCompose(sequence -> found(request.userId()).thenApply(all -> {
                    final Found found = all.stream()
                            .filter(each -> each.view().requestId().equals(requestId))
                            .findFirst()
                            .orElseThrow(() -> Refusal.of(
                                    ErrorCode.TRANSFER_NOT_FOUND,
                                    "there is no such withdrawal, requestId=" + requestId));
                    return Answer.read(sequence, json -> members(json, found, request));
                }));
    }

    private static void members(final JsonGenerator json, final Found found, final Request request) throws IOException {
        final WithdrawalView view = found.view();
        json.writeStringField("withdrawalId", Long.toString(view.withdrawalId()));
        json.writeStringField("requestId", view.requestId());
        json.writeStringField("status", view.state());
        json.writeStringField("asset", view.asset());
        json.writeStringField("amount", view.amount().toPlainString());
        json.writeStringField("address", view.address());
        json.writeStringField("reason", view.reason());
        if (found.payment() != null) {
            json.writeObjectFieldStart("payment");
            json.writeStringField("chainId", Long.toString(found.payment().chainId()));
            json.writeStringField("status", found.payment().status());
            json.writeStringField("reason", found.payment().reason());
            ChainRoutes.transaction(json, found.payment().transaction());
            json.writeNumberField("ts", request.time(found.payment().updatedUs()));
            json.writeEndObject();
        }
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
