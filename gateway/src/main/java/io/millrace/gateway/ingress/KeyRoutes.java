package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.keys.AccessTokens;
import io.millrace.gateway.keys.KeyDirectory;
import io.millrace.gateway.keys.KeyKind;
import io.millrace.gateway.keys.Networks;
import io.millrace.gateway.keys.SecretSealer;
import io.millrace.gateway.keys.StoredKey;
import io.millrace.gateway.keys.WalletSignature;
import io.millrace.gateway.trading.AdminCommand;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.UbscorePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Keys for operators to give and to revoke, and tokens for those who have one. */
final class KeyRoutes {
    private static final Set<String> FIELDS =
            Set.of("userId", "kind", "publicKey", "address", "scopes", "addresses", "expireTime");
    private static final int ADDRESSES_LENGTH_MAX = 256;
    private static final int ED25519_LENGTH = 32;
    private static final int KEY_ID_BYTES = 16;
    private static final int KEY_ID_LENGTH_MAX = 48;
    private static final long US_PER_MS = 1000;
    /** A page may look and trade; it may not move money out. */
    private static final int TOKEN_SCOPES = 0b0011;

    private final UbscorePort core;
    private final KeyDirectory directory;
    private final SecretSealer sealer;
    private final AccessTokens tokens;
    private final SecureRandom random = new SecureRandom();

    KeyRoutes(final UbscorePort core, final KeyAdmission admission) {
        this.core = core;
        directory = admission.directory();
        sealer = admission.sealer();
        tokens = admission.tokens();
    }

    List<Route> adminRoutes() {
        return List.of(
                new Route("POST", "/api/v1/admin/keys", Access.ADMIN, Set.of(), this::create),
                new Route("GET", "/api/v1/admin/keys", Access.ADMIN, Set.of("userId"), this::list),
                new Route("DELETE", "/api/v1/admin/keys/{keyId}", Access.ADMIN, Set.of("userId"), this::revoke));
    }

    List<Route> publicRoutes() {
        return List.of(new Route("POST", "/api/v1/auth/token", Access.READ, Set.of(), this::token));
    }

    /** What a key's signatures are checked with; the secret is for the answer alone. */
    private record Material(String keyId, byte[] bytes, String secret) {}

    private CompletionStage<Answer> create(final Request request) {
        final JsonFields fields = JsonFields.parse(request.body(), FIELDS);
        final long userId = fields.id("userId");
        final KeyKind kind = fields.choice("kind", KeyKind.class);
        final List<String> scopes = fields.textsOrNone("scopes");
        if (scopes.isEmpty() || !StoredKey.SCOPES.containsAll(scopes)) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "scopes", "scopes must be some of " + StoredKey.SCOPES);
        }
        final String addresses = String.join(",", fields.textsOrNone("addresses"));
        if (!fields.textsOrNone("addresses").stream().allMatch(Networks::isValid)
                || addresses.length() > ADDRESSES_LENGTH_MAX) {
            throw Refusal.ofField(
                    ErrorCode.BAD_FORMAT, "addresses", "addresses must be addresses or networks, at most 256 bytes");
        }
        final long expiresMs = fields.has("expireTime") ? fields.integer("expireTime") : 0;
        if (expiresMs > Long.MAX_VALUE / US_PER_MS) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "expireTime", "expireTime is too large");
        }
        final Material material = material(fields, kind, userId);
        final AdminCommand command = new AdminCommand.PutApiKey(
                userId,
                material.keyId,
                kind.code(),
                StoredKey.scopesOf(scopes),
                material.bytes,
                addresses,
                expiresMs * US_PER_MS);
        return AdminRoutes.command(core, command, request)
                .thenApply(result -> Answer.json(200, json -> {
                    json.writeStringField("keyId", material.keyId);
                    json.writeStringField("userId", Long.toString(userId));
                    if (material.secret != null) {
                        json.writeStringField("secret", material.secret);
                    }
                    json.writeStringField("seq", Long.toString(result.stamp().coreSequence()));
                }));
    }

    private Material material(final JsonFields fields, final KeyKind kind, final long userId) {
        final byte[] id = new byte[KEY_ID_BYTES];
        random.nextBytes(id);
        final String keyId = HexFormat.of().formatHex(id);
        return switch (kind) {
            case ED25519 -> new Material(keyId, publicKey(fields.text("publicKey")), null);
            case WALLET -> wallet(fields.text("address"), userId);
            case HMAC -> {
                if (sealer == null) {
                    throw Refusal.ofField(
                            ErrorCode.BAD_FORMAT, "kind", "HMAC keys need millrace.gateway.auth.master-key");
                }
                final String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(sealer.newSecret());
                final byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
                yield new Material(keyId, sealer.seal(keyId, userId, bytes), secret);
            }
        };
    }

    private static byte[] publicKey(final String base64) {
        try {
            final byte[] key = Base64.getDecoder().decode(base64);
            if (key.length == ED25519_LENGTH) {
                SignatureVerifier.ed25519(key);
                return key;
            }
        } catch (final IllegalArgumentException bad) {
            throw badPublicKey();
        }
        throw badPublicKey();
    }

    private static Refusal badPublicKey() {
        return Refusal.ofField(ErrorCode.BAD_FORMAT, "publicKey", "publicKey must be 32 bytes in Base64");
    }

    /** A wallet's key is known by its address, so that it can be one user's only. */
    private Material wallet(final String address, final long userId) {
        if (!address.matches("0x[0-9a-fA-F]{40}")) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "address", "address must be 0x and 40 hex digits");
        }
        final byte[] bytes = HexFormat.of().parseHex(address, 2, address.length());
        final String keyId = WalletSignature.text(bytes);
        final long nowMs = System.currentTimeMillis();
        if (directory.withId(keyId).stream().anyMatch(key -> key.isActive(nowMs) && key.userId() != userId)) {
            throw Refusal.ofField(ErrorCode.NO_PERMISSION, "address", "the wallet belongs to another user");
        }
        return new Material(keyId, bytes, null);
    }

    private CompletionStage<Answer> revoke(final Request request) {
        final String keyId = request.pathParameter("keyId");
        final long userId = Values.id("userId", request.requiredQuery("userId"));
        if (!Values.isToken(keyId, KEY_ID_LENGTH_MAX)) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "keyId", "keyId must match [A-Za-z0-9._:-]{1,48}");
        }
        if (directory.withId(keyId).stream().noneMatch(key -> key.userId() == userId)) {
            throw Refusal.of(
                    directory.isComplete() ? ErrorCode.KEY_NOT_FOUND : ErrorCode.NOT_READY,
                    "the user has no such key, keyId=" + keyId);
        }
        return AdminRoutes.command(core, new AdminCommand.RevokeApiKey(userId, keyId), request)
                .thenApply(result -> Answer.json(200, json -> {
                    json.writeStringField("keyId", keyId);
                    json.writeBooleanField("revoked", true);
                    json.writeStringField("seq", Long.toString(result.stamp().coreSequence()));
                }));
    }

    private CompletionStage<Answer> list(final Request request) {
        final long userId = request.query("userId") == null ? 0 : Values.id("userId", request.query("userId"));
        return Answer.json(200, json -> {
                    json.writeArrayFieldStart("keys");
                    for (final StoredKey key : directory.ofUser(userId)) {
                        json.writeStartObject();
                        members(json, key);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                })
                .now();
    }

    private static void members(final JsonGenerator json, final StoredKey key) throws IOException {
        json.writeStringField("keyId", key.keyId());
        json.writeStringField("userId", Long.toString(key.userId()));
        json.writeBooleanField("revoked", key.revoked());
        if (key.kind() != null) {
            json.writeStringField("kind", key.kind().name());
        }
        json.writeArrayFieldStart("scopes");
        for (final String scope : key.scopeNames()) {
            json.writeString(scope);
        }
        json.writeEndArray();
        json.writeStringField("addresses", key.addresses());
        if (key.expiresMs() > 0) {
            json.writeNumberField("expireTime", key.expiresMs());
        }
    }

    private CompletionStage<Answer> token(final Request request) {
        JsonFields.parse(request.body(), Set.of());
        if (request.caller().isByToken()) {
            throw Refusal.of(ErrorCode.NO_PERMISSION, "a token is given for a signature, not for a token");
        }
        final int scopes = TOKEN_SCOPES
                & StoredKey.scopesOf(request.caller().scopes().stream()
                        .map(Enum::name)
                        .filter(StoredKey.SCOPES::contains)
                        .toList());
        final long expiresMs = System.currentTimeMillis() + AccessTokens.LIFE_MS;
        final String token =
                tokens.issue(new AccessTokens.Claim(request.caller().name(), request.userId(), scopes, expiresMs));
        return Answer.json(200, json -> {
                    json.writeStringField("token", token);
                    json.writeStringField("userId", Long.toString(request.userId()));
                    json.writeNumberField("expireTime", expiresMs);
                })
                .now();
    }
}
