package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.AdminCommand;
import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.CommandResult;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.Rejections;
import io.millrace.gateway.trading.UbscorePort;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators may change, each as a command of UBSCore's log: a replay meets it where it happened. */
final class AdminRoutes {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdminRoutes.class);
    private static final String PREFIX = "/api/v1/admin";

    private final UbscorePort core;

    AdminRoutes(final UbscorePort core) {
        this.core = core;
    }

    List<Route> routes() {
        return List.of(
                post("/assets", request -> defineAsset(request)),
                post("/instruments", request -> InstrumentParser.parse(request.body(), core.reference())),
                post("/instruments/state", this::instrumentState),
                post("/fees", this::fees),
                post("/limits/order", this::orderLimit),
                post("/limits/withdrawal", this::withdrawalLimit),
                post("/users/state", AdminRoutes::userState),
                post("/users/limits", AdminRoutes::userLimits),
                post("/users/tier", AdminRoutes::userTier),
                post("/kill_switch", AdminRoutes::killSwitch));
    }

    /** Reads the command that a request asks for. */
    @FunctionalInterface
    private interface Reading {
        AdminCommand read(Request request);
    }

    private Route post(final String path, final Reading reading) {
        return new Route(
                "POST", PREFIX + path, Access.ADMIN, Set.of(), request -> command(core, reading.read(request), request)
                        .thenApply(result -> answer(result, request)));
    }

    /** Gives a command to UBSCore and leaves a line of who asked; fails with the refusal. */
    static CompletionStage<CommandResult> command(
            final UbscorePort core, final AdminCommand command, final Request request) {
        final String kind = command.getClass().getSimpleName();
        return core.admin(command).thenApply(result -> {
            LOGGER.info(
                    "admin command kind={} by={} requestId={} accepted={} reason={} seq={}",
                    kind,
                    request.caller().name(),
                    request.requestId(),
                    result.accepted(),
                    result.reason(),
                    result.stamp().coreSequence());
            if (!result.accepted()) {
                throw Rejections.of(result.reason());
            }
            return result;
        });
    }

    private static Answer answer(final CommandResult result, final Request request) {
        return Answer.json(200, json -> {
            json.writeStringField("status", "APPLIED");
            json.writeNumberField("count", result.count());
            json.writeNumberField("ts", request.time(result.stamp().timestampUs()));
            json.writeStringField("seq", Long.toString(result.stamp().coreSequence()));
        });
    }

    private static JsonFields fields(final Request request, final String... names) {
        return JsonFields.parse(request.body(), Set.of(names));
    }

    private static AdminCommand defineAsset(final Request request) {
        final JsonFields fields = fields(request, "assetId", "asset", "scale");
        final String symbol = InstrumentParser.assetSymbol("asset", fields.text("asset"));
        return new AdminCommand.DefineAsset(new Asset(fields.count("assetId"), symbol, scale(fields)));
    }

    /** UBSCore has the last word; this keeps it within the byte on the wire. */
    private static int scale(final JsonFields fields) {
        final int scale = fields.count("scale");
        if (scale > Byte.MAX_VALUE) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "scale", "scale is too large");
        }
        return scale;
    }

    private AdminCommand instrumentState(final Request request) {
        final JsonFields fields = fields(request, "symbol", "state");
        final Instrument instrument = Symbols.instrument(core.reference(), fields.text("symbol"));
        return new AdminCommand.SetInstrumentState(
                instrument.instrumentId(), InstrumentParser.state(fields.text("state")));
    }

    private AdminCommand fees(final Request request) {
        final JsonFields fields = fields(request, "tier", "symbol", "makerFeePpm", "takerFeePpm");
        final int instrumentId = fields.has("symbol")
                ? Symbols.instrument(core.reference(), fields.text("symbol")).instrumentId()
                : 0;
        return new AdminCommand.SetFeeTier(
                tier(fields), instrumentId, fields.signed("makerFeePpm"), fields.signed("takerFeePpm"));
    }

    private static int tier(final JsonFields fields) {
        final int tier = fields.count("tier");
        if (tier > Byte.MAX_VALUE) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "tier", "tier is too large");
        }
        return tier;
    }

    private AdminCommand orderLimit(final Request request) {
        final JsonFields fields = fields(request, "userId", "symbol", "maxQuantity", "maxNotional");
        final Instrument instrument = Symbols.instrument(core.reference(), fields.text("symbol"));
        return new AdminCommand.SetOrderLimit(
                fields.id("userId"),
                instrument.instrumentId(),
                fields.has("maxQuantity")
                        ? Decimals.quantity("maxQuantity", fields.decimal("maxQuantity"), instrument)
                        : 0,
                fields.has("maxNotional")
                        ? Decimals.amount("maxNotional", fields.decimal("maxNotional"), instrument.quote())
                        : 0);
    }

    private AdminCommand withdrawalLimit(final Request request) {
        final JsonFields fields = fields(request, "userId", "asset", "dailyMax");
        final Asset asset = Symbols.asset(core.reference(), fields.text("asset"));
        final long dailyMax =
                fields.has("dailyMax") ? Decimals.amount("dailyMax", fields.decimal("dailyMax"), asset) : -1;
        return new AdminCommand.SetWithdrawalLimit(
                fields.has("userId") ? fields.id("userId") : 0, asset.assetId(), dailyMax);
    }

    private static AdminCommand userState(final Request request) {
        final JsonFields fields = fields(request, "userId", "suspended", "cancelOpen");
        return new AdminCommand.SetUserState(
                fields.id("userId"), fields.flag("suspended"), fields.flagOr("cancelOpen", false));
    }

    private static AdminCommand userLimits(final Request request) {
        final JsonFields fields = fields(request, "userId", "maxOpenOrders");
        return new AdminCommand.SetUserLimits(fields.id("userId"), fields.count("maxOpenOrders"));
    }

    private static AdminCommand userTier(final Request request) {
        final JsonFields fields = fields(request, "userId", "tier");
        return new AdminCommand.SetUserTier(fields.id("userId"), tier(fields));
    }

    private static AdminCommand killSwitch(final Request request) {
        final JsonFields fields = fields(request, "engaged", "cancelOpen");
        return new AdminCommand.SetKillSwitch(fields.flag("engaged"), fields.flagOr("cancelOpen", false));
    }
}
