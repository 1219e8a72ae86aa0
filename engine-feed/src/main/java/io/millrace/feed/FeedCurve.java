package io.millrace.feed;

import com.typesafe.config.Config;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.zeromq.ZAuth;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/** CURVE on the sockets of the feed: encrypts them, and an engine admits only the keys that it was given. Immutable. */
final class FeedCurve {
    /** A Z85 key has so many characters. */
    private static final int KEY_LENGTH = 40;

    private static final String MECHANISM = "CURVE";

    private final boolean enabled;
    private final String publicKey;
    private final String secretKey;
    private final String enginePublicKey;
    private final Set<String> admitted;

    /** {@code curve} is {@code millrace.feed.curve}. */
    FeedCurve(final Config curve) {
        enabled = curve.getBoolean("enabled");
        publicKey = key(curve, "public-key");
        secretKey = key(curve, "secret-key");
        enginePublicKey = curve.getString("engine-public-key");
        admitted = new HashSet<>(curve.getStringList("admitted-public-keys"));
        // Its own: an engine watches its own sockets.
        admitted.add(publicKey);
    }

    private FeedCurve(final FeedCurve engine) {
        enabled = engine.enabled;
        publicKey = engine.publicKey;
        secretKey = engine.secretKey;
        enginePublicKey = engine.publicKey;
        admitted = engine.admitted;
    }

    /** For an engine's socket that connects to the engine itself. */
    FeedCurve toSelf() {
        return new FeedCurve(this);
    }

    private String key(final Config curve, final String name) {
        final String key = curve.getString(name);
        if (enabled && key.length() != KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "not a key of " + KEY_LENGTH + " characters: millrace.feed.curve." + name);
        }
        return key;
    }

    /** Makes a socket that will bind admit known keys alone; its context gets the thread that decides. */
    void secureServer(final ZMQ.Socket socket, final ZContext context) {
        if (!enabled) {
            return;
        }
        // The context closes the authenticator's sockets with its own.
        final ZAuth auth = new ZAuth(context, "feed-auth", Map.of(MECHANISM, new AdmittedKeys(admitted)));
        auth.setVerbose(false);
        secure(socket);
        socket.setCurveServer(true);
    }

    /** Makes a socket that will connect prove its key and insist on the engine's. */
    void secureClient(final ZMQ.Socket socket) {
        if (!enabled) {
            return;
        }
        if (enginePublicKey.length() != KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "not a key of " + KEY_LENGTH + " characters: millrace.feed.curve.engine-public-key");
        }
        secure(socket);
        socket.setCurveServerKey(ZMQ.Curve.z85Decode(enginePublicKey));
    }

    private void secure(final ZMQ.Socket socket) {
        // With CURVE a full receive queue hands out ciphertext: no bound but the sender's.
        socket.setRcvHWM(0);
        socket.setCurvePublicKey(ZMQ.Curve.z85Decode(publicKey));
        socket.setCurveSecretKey(ZMQ.Curve.z85Decode(secretKey));
    }

    /** Decides by the key alone. On the authenticator's thread. */
    private record AdmittedKeys(Set<String> keys) implements ZAuth.Auth {
        @Override
        public boolean configure(final ZMsg configuration, final boolean verbose) {
            return true;
        }

        @Override
        public boolean authorize(final ZAuth.ZapRequest request, final boolean verbose) {
            return keys.contains(request.clientKey);
        }
    }
}
