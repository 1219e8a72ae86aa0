package io.millrace.gateway.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.AccountEvent;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Our own messages: subscribe, unsubscribe, list, auth, ping, resync. The agent's thread. */
final class NativeDialect implements Dialect {
    static final Set<String> PRIVATE_CHANNELS =
            Set.of("orders", "fills", "balances", ChainMessages.DEPOSITS, ChainMessages.WITHDRAWALS);
    /** Parameters of {@code auth}, and the header that each stands for. */
    private static final Map<String, String> AUTH_HEADERS = Map.of(
            "X-User-Id", "userId",
            "X-API-KEY", "apiKey",
            "X-TIMESTAMP", "timestamp",
            "X-RECV-WINDOW", "recvWindow",
            "X-SIGNATURE", "signature",
            "Authorization", "token");

    private static final Set<String> PARAMETERS = Set.of(
            "fromAccountSequence",
            "cancelOnDisconnect",
            "userId",
            "apiKey",
            "timestamp",
            "recvWindow",
            "signature",
            "token");

    private final StreamAgent agent;
    private final StreamAuthenticator authenticator;
    private final LongSupplier clockMs;
    private final AccountMessages messages;
    private final BinanceDialect binance;

    NativeDialect(
            final StreamAgent agent,
            final StreamAuthenticator authenticator,
            final LongSupplier clockMs,
            final AccountMessages messages,
            final BinanceDialect binance) {
        this.agent = agent;
        this.authenticator = authenticator;
        this.clockMs = clockMs;
        this.messages = messages;
        this.binance = binance;
    }

    @Override
    public Set<String> parameters() {
        return PARAMETERS;
    }

    @Override
    public void handle(final StreamSession session, final Control control) {
        switch (control.method()) {
            case "subscribe" -> subscribe(session, control);
            case "unsubscribe" -> unsubscribe(session, control);
            case "resync" -> resync(session, control);
            case "list" -> answer(session, control, json -> channels(json, followed(session)));
            case "auth" -> authenticate(session, control);
            case "ping" -> answer(session, control, json -> json.writeNumberField("serverTime", clockMs.getAsLong()));
            case "SUBSCRIBE", "LIST_SUBSCRIPTIONS" -> {
                requireFresh(session);
                session.dialect = binance;
                binance.handle(session, control);
            }
            default ->
                throw Refusal.ofField(
                        ErrorCode.BAD_FORMAT,
                        "method",
                        "method must be one of [subscribe, unsubscribe, list, auth, ping, resync]");
        }
    }

    @Override
    public byte[] refusal(final String id, final Refusal refusal) {
        return StreamJson.object(json -> {
            json.writeFieldName("id");
            json.writeRawValue(id);
            json.writeObjectFieldStart("error");
            json.writeStringField("error", refusal.error().name());
            json.writeNumberField("code", refusal.error().code());
            json.writeStringField("msg", refusal.getMessage());
            json.writeStringField("outcome", refusal.outcome().name());
            json.writeObjectFieldStart("details");
            for (final var detail : refusal.details().entrySet()) {
                json.writeStringField(detail.getKey(), detail.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    @Override
    public byte[] framed(final Channel channel, final byte[] text) {
        return text;
    }

    @Override
    public void tell(final StreamSession session, final AccountFeed feed, final AccountEvent event) {
        for (final String channel : List.copyOf(feed.lastTold.keySet())) {
            final byte[] message = messages.message(channel, event, feed);
            if (message != null) {
                feed.lastTold.put(channel, event.accountSequence());
                session.offerPrivate(message);
            }
        }
    }

    @Override
    public byte[] farewell() {
        return StreamJson.object(json -> json.writeStringField("type", "serverShutdown"));
    }

    private static void requireFresh(final StreamSession session) {
        if (!session.subscriptions.isEmpty() || session.accountFeed != null) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "method", "a connection speaks one language");
        }
    }

    private void subscribe(final StreamSession session, final Control control) {
        final List<Channel> publicChannels = new ArrayList<>();
        final Set<String> privateChannels = new LinkedHashSet<>();
        for (final String name : new LinkedHashSet<>(control.requiredChannels())) {
            if (PRIVATE_CHANNELS.contains(name)) {
                privateChannels.add(name);
            } else if (!session.subscriptions.containsKey(name)) {
                publicChannels.add(agent.channels().channel(name));
            }
        }
        if (session.subscriptions.size() + publicChannels.size() > StreamSettings.CHANNELS_MAX) {
            throw Refusal.ofField(
                    ErrorCode.BAD_FORMAT,
                    "channels",
                    "a connection may have at most " + StreamSettings.CHANNELS_MAX + " channels");
        }
        final long from = fromSequence(session, control, privateChannels);
        answer(session, control, json -> channels(json, control.requiredChannels()));
        publicChannels.forEach(channel -> agent.subscribe(session, channel));
        if (!privateChannels.isEmpty()) {
            if (session.accountFeed == null) {
                agent.follow(session, from);
            }
            privateChannels.forEach(channel -> session.accountFeed.lastTold.putIfAbsent(channel, from));
        }
    }

    /** Where private channels begin; -1: now. */
    private static long fromSequence(
            final StreamSession session, final Control control, final Set<String> privateChannels) {
        final String text = control.parameters().get("fromAccountSequence");
        if (!privateChannels.isEmpty()) {
            if (session.user == null) {
                throw Refusal.of(ErrorCode.BAD_KEY, "the connection does not say whose it is");
            }
            if (!session.user.mayRead()) {
                throw Refusal.of(ErrorCode.NO_PERMISSION, "the key lacks the scope READ")
                        .with("scope", "READ");
            }
        }
        if (text == null) {
            return -1;
        }
        if (privateChannels.isEmpty() || session.accountFeed != null) {
            throw Refusal.ofField(
                    ErrorCode.BAD_FORMAT,
                    "fromAccountSequence",
                    "fromAccountSequence is for the first subscription to private channels");
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw Refusal.ofField(
                    ErrorCode.BAD_FORMAT, "fromAccountSequence", "fromAccountSequence must be a whole number");
        }
        return Long.parseLong(text);
    }

    private void unsubscribe(final StreamSession session, final Control control) {
        for (final String name : control.requiredChannels()) {
            final Subscription subscription = session.subscriptions.get(name);
            if (subscription != null) {
                agent.unsubscribe(subscription);
            } else if (session.accountFeed != null) {
                session.accountFeed.lastTold.remove(name);
                if (session.accountFeed.lastTold.isEmpty()) {
                    agent.unfollow(session);
                }
            }
        }
        answer(session, control, json -> channels(json, control.requiredChannels()));
    }

    private void resync(final StreamSession session, final Control control) {
        final List<Subscription> wanted = new ArrayList<>();
        for (final String name : new LinkedHashSet<>(control.requiredChannels())) {
            final Subscription subscription = session.subscriptions.get(name);
            if (subscription == null) {
                throw Refusal.ofField(ErrorCode.BAD_FORMAT, "channels", "a channel is not subscribed, or is private");
            }
            wanted.add(subscription);
        }
        answer(session, control, json -> channels(json, control.requiredChannels()));
        wanted.forEach(subscription -> agent.tellAnew(subscription, "resync"));
    }

    private void authenticate(final StreamSession session, final Control control) {
        if (session.accountFeed != null) {
            throw Refusal.of(ErrorCode.BAD_FORMAT, "private channels are subscribed already");
        }
        if (session.isForeign && control.parameters().containsKey("userId")) {
            throw Refusal.of(ErrorCode.NO_PERMISSION, "a page of another origin must prove who asks");
        }
        final StreamUser user = authenticator.authenticate(
                "/ws", header -> control.parameters().get(AUTH_HEADERS.get(header)), session.transport.address());
        final StreamUser named = user == null ? session.user : user;
        if (named == null) {
            throw Refusal.of(ErrorCode.BAD_KEY, "the message does not say who asks");
        }
        final boolean isCancel = flag(control, "cancelOnDisconnect");
        if (isCancel && !named.mayTrade()) {
            throw Refusal.of(ErrorCode.NO_PERMISSION, "the key lacks the scope TRADE")
                    .with("scope", "TRADE");
        }
        session.user = named;
        session.isCancelOnDisconnect = isCancel;
        answer(session, control, json -> {
            json.writeStringField("userId", Long.toString(named.userId()));
            json.writeBooleanField("cancelOnDisconnect", isCancel);
        });
    }

    private static boolean flag(final Control control, final String name) {
        final String text = control.parameters().getOrDefault(name, "false");
        if (!"true".equals(text) && !"false".equals(text)) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, name, name + " must be true or false");
        }
        return "true".equals(text);
    }

    private static List<String> followed(final StreamSession session) {
        final List<String> names = new ArrayList<>(session.subscriptions.keySet());
        if (session.accountFeed != null) {
            names.addAll(session.accountFeed.lastTold.keySet());
        }
        return names;
    }

    private static void channels(final JsonGenerator json, final List<String> names) throws IOException {
        json.writeArrayFieldStart("channels");
        for (final String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
    }

    private static void answer(final StreamSession session, final Control control, final StreamJson.Body result) {
        session.answer(StreamJson.object(json -> {
            json.writeFieldName("id");
            json.writeRawValue(control.id());
            json.writeObjectFieldStart("result");
            result.write(json);
            json.writeEndObject();
        }));
    }
}
