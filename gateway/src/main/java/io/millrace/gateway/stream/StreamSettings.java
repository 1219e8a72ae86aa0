package io.millrace.gateway.stream;

/**
 * Bounds of the WebSocket side.
 *
 * @param connectionsMax open at once
 * @param connectionsPerAddressMax open at once from one address
 * @param queueLengthMax bytes queued for one connection, for public channels and for private ones each
 * @param queueCountMax messages queued for one channel of one connection
 * @param pingMs how often the server pings
 * @param silenceMs after how much silence it closes
 * @param drainMs how long clients have to take the last messages when the gateway stops
 */
public record StreamSettings(
        int connectionsMax,
        int connectionsPerAddressMax,
        int queueLengthMax,
        int queueCountMax,
        long pingMs,
        long silenceMs,
        long drainMs) {
    /** Channels of one connection. */
    static final int CHANNELS_MAX = 1024;
    /** Control messages of one connection a second. */
    static final int CONTROLS_PER_SECOND = 10;
    /** Control messages over the limit after which a client is told to go: it does not listen. */
    static final int CONTROLS_EXCESS_MAX = 100;
    /** Longest message of a client: 1024 channels in one subscription. */
    static final int MESSAGE_LENGTH_MAX = 64 * 1024;
    /** What a queue holds of answers to control messages before the client is taken for dead. */
    static final int ANSWERS_MAX = 256;
}
