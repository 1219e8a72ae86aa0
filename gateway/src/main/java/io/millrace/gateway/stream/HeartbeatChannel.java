package io.millrace.gateway.stream;

/** {@code heartbeat}: each second, the last sequence of each channel that the connection follows: another text for each. */
final class HeartbeatChannel extends Channel {
    HeartbeatChannel() {
        super(ChannelRegistry.HEARTBEAT, "heartbeat");
    }

    @Override
    long sequence() {
        return 0;
    }

    @Override
    byte[] snapshot(final String reason) {
        return null;
    }

    /** Tells everyone who listens; returns how many that were. */
    int beat(final long nowMs) {
        for (final Subscription subscription : subscriptions) {
            subscription.session.offer(subscription, message(subscription.session, nowMs));
        }
        return subscriptions.size();
    }

    private byte[] message(final StreamSession session, final long nowMs) {
        return StreamJson.object(json -> {
            json.writeStringField("channel", name);
            json.writeStringField("type", "update");
            json.writeNumberField("ts", nowMs);
            json.writeObjectFieldStart("seqs");
            for (final Subscription other : session.subscriptions.values()) {
                if (other.channel.sequence() > 0) {
                    json.writeStringField(other.channel.name, Long.toString(other.channel.sequence()));
                }
            }
            if (session.accountFeed != null) {
                for (final var told : session.accountFeed.lastTold.entrySet()) {
                    json.writeStringField(told.getKey(), Long.toString(Math.max(0, told.getValue())));
                }
            }
            json.writeEndObject();
        });
    }
}
