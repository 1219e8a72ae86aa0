package io.millrace.gateway.ingress;

import io.millrace.gateway.keys.StoredKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys ready to check signatures with: configured ones, and those of the directory, made once and again when they change. */
final class KeyRing {
    private static final Logger LOGGER = LoggerFactory.getLogger(KeyRing.class);

    private final KeyAdmission admission;
    private final Map<String, ApiKey> configured = new HashMap<>();
    private final Map<String, Made> made = new ConcurrentHashMap<>();

    KeyRing(final KeyAdmission admission) {
        this.admission = admission;
        admission.configured().forEach(key -> configured.put(key.id(), key));
    }

    private record Made(StoredKey source, ApiKey key) {}

    /** The key, if it is good for anything at a time. */
    Optional<ApiKey> active(final String keyId, final long nowMs) {
        final ApiKey own = configured.get(keyId);
        if (own != null) {
            return own.expiresMs() == 0 || nowMs < own.expiresMs() ? Optional.of(own) : Optional.empty();
        }
        final Optional<StoredKey> stored = admission.directory().active(keyId, nowMs);
        if (stored.isEmpty()) {
            made.remove(keyId);
            return Optional.empty();
        }
        return Optional.ofNullable(made.compute(
                        keyId,
                        (id, known) -> known != null && known.source == stored.get() ? known : make(stored.get()))
                .key);
    }

    /** Whether a key that is not found does not exist. */
    boolean isComplete() {
        return admission.directory().isComplete();
    }

    private Made make(final StoredKey stored) {
        try {
            return new Made(
                    stored,
                    new ApiKey(
                            stored.keyId(),
                            stored.userId(),
                            verifier(stored),
                            Set.copyOf(stored.scopeNames()),
                            stored.addresses().isEmpty()
                                    ? Set.of()
                                    : Set.copyOf(
                                            Arrays.asList(stored.addresses().split(","))),
                            stored.expiresMs()));
        } catch (final IllegalArgumentException unusable) {
            LOGGER.warn("key can't be used keyId={} why={}", stored.keyId(), unusable.toString());
            return new Made(stored, null);
        }
    }

    private SignatureVerifier verifier(final StoredKey stored) {
        return switch (stored.kind()) {
            case ED25519 -> SignatureVerifier.ed25519(stored.material());
            case WALLET -> new WalletVerifier(stored.material(), admission.domain());
            case HMAC -> {
                if (admission.sealer() == null) {
                    throw new IllegalArgumentException("millrace.gateway.auth.master-key is not set");
                }
                yield SignatureVerifier.hmacSha256(
                        admission.sealer().open(stored.keyId(), stored.userId(), stored.material()));
            }
        };
    }
}
