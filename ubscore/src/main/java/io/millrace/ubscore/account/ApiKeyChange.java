package io.millrace.ubscore.account;

/** A key that a user may sign with, or its end. Reused: valid during the call. */
public final class ApiKeyChange {
    private static final int KEY_ID_LENGTH = 48;
    private static final int MATERIAL_LENGTH = 96;
    private static final int ADDRESSES_LENGTH = 256;
    private static final int KIND_MAX = 3;
    private static final int SCOPES_MAX = 15;

    public long userId;
    /** 1 Ed25519, 2 HMAC, 3 wallet; 0 when it is revoked. */
    public int kind;
    /** Sum of READ 1, TRADE 2, TRANSFER 4, ADMIN 8. */
    public int scopes;

    public boolean revoked;
    public long expiresUs;
    public int materialLength;
    public final FixedText keyId = new FixedText(KEY_ID_LENGTH);
    /** Bytes that the core only passes on. */
    public final FixedText material = new FixedText(MATERIAL_LENGTH);

    public final FixedText addresses = new FixedText(ADDRESSES_LENGTH);

    /** Leaves only who and which: what a revoked key still has. */
    public void clear() {
        kind = 0;
        scopes = 0;
        revoked = false;
        expiresUs = 0;
        materialLength = 0;
        material.clear();
        addresses.clear();
    }

    boolean isSound() {
        final boolean isGiven = kind >= 1
                && kind <= KIND_MAX
                && scopes >= 1
                && scopes <= SCOPES_MAX
                && expiresUs >= 0
                && materialLength >= 1
                && materialLength <= MATERIAL_LENGTH;
        return !keyId.isEmpty() && (revoked || isGiven);
    }
}
