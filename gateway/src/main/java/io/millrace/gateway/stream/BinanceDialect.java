package io.millrace.gateway.stream;

import io.millrace.gateway.trading.AccountEvent;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Binance's messages: SUBSCRIBE, UNSUBSCRIBE, LIST_SUBSCRIPTIONS. The agent's thread. */
final class BinanceDialect implements Dialect {
    static final Set<String> METHODS = Set.of("SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS");

    private final StreamAgent agent;
    private final BinanceChannels channels;
    private final boolean isCombined;

    /** {@code isCombined}: each message says which stream it is of. */
    BinanceDialect(final StreamAgent agent, final boolean isCombined) {
        this.agent = agent;
        this.isCombined = isCombined;
        channels = new BinanceChannels(agent.channels());
    }

    @Override
    public Set<String> parameters() {
        return Set.of();
    }

    /** Begins the streams that the address names; refuses all if one does not exist. */
    void open(final StreamSession session, final List<String> names) {
        found(session, names).forEach(channel -> agent.subscribe(session, channel));
    }

    private List<Channel> found(final StreamSession session, final List<String> names) {
        requireRoom(session, names);
        return names.stream()
                .distinct()
                .filter(name -> !session.subscriptions.containsKey(name))
                .map(channels::channel)
                .toList();
    }

    @Override
    public void handle(final StreamSession session, final Control control) {
        switch (control.method()) {
            case "SUBSCRIBE" -> {
                final List<Channel> wanted = found(session, control.requiredChannels());
                answer(session, control, "null");
                wanted.forEach(channel -> agent.subscribe(session, channel));
            }
            case "UNSUBSCRIBE" -> {
                for (final String name : control.requiredChannels()) {
                    final Subscription subscription = session.subscriptions.get(name);
                    if (subscription != null) {
                        agent.unsubscribe(subscription);
                    }
                }
                answer(session, control, "null");
            }
            case "LIST_SUBSCRIPTIONS" -> answer(session, control, names(session));
            default -> throw Refusal.ofField(ErrorCode.BAD_FORMAT, "method", "Invalid request: unknown method");
        }
    }

    @Override
    public byte[] refusal(final String id, final Refusal refusal) {
        return StreamJson.object(json -> {
            json.writeObjectFieldStart("error");
            json.writeNumberField("code", refusal.error().code());
            json.writeStringField("msg", refusal.getMessage());
            json.writeEndObject();
            json.writeFieldName("id");
            json.writeRawValue(id);
        });
    }

    @Override
    public byte[] framed(final Channel channel, final byte[] text) {
        if (!isCombined) {
            return text;
        }
        return StreamJson.object(json -> {
            json.writeStringField("stream", channel.name);
            json.writeFieldName("data");
            json.writeRawValue(new String(text, StandardCharsets.UTF_8));
        });
    }

    @Override
    public void tell(final StreamSession session, final AccountFeed feed, final AccountEvent event) {
        throw new IllegalStateException("there are no private streams here");
    }

    @Override
    public byte[] farewell() {
        return StreamJson.object(json -> json.writeStringField("e", "serverShutdown"));
    }

    private static void requireRoom(final StreamSession session, final List<String> names) {
        if (session.subscriptions.size() + names.size() > StreamSettings.CHANNELS_MAX) {
            throw Refusal.ofField(
                    ErrorCode.BAD_FORMAT,
                    "params",
                    "Invalid request: at most " + StreamSettings.CHANNELS_MAX + " streams");
        }
    }

    private static String names(final StreamSession session) {
        return new String(
                StreamJson.value(json -> {
                    json.writeStartArray();
                    for (final String name : session.subscriptions.keySet()) {
                        json.writeString(name);
                    }
                    json.writeEndArray();
                }),
                StandardCharsets.UTF_8);
    }

    private static void answer(final StreamSession session, final Control control, final String result) {
        session.answer(StreamJson.object(json -> {
            json.writeFieldName("result");
            json.writeRawValue(result);
            json.writeFieldName("id");
            json.writeRawValue(control.id());
        }));
    }
}
