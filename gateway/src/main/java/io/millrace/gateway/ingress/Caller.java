package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.util.Set;

/**
 * Who asks, and what they may do.
 *
 * @param name key or user, for limits and logs; never secret
 * @param user 0: nobody is named
 * @param isByToken whether a token was shown instead of a signature
 */
record Caller(String name, long user, Set<Access> scopes, boolean isByToken) {
    Caller(final String name, final long user, final Set<Access> scopes) {
        this(name, user, scopes, false);
    }

    /** Authentication off: whoever reaches the operators' port, which is on loopback then, is an operator. */
    static final CallerResolver OPERATORS =
            (head, body) -> new Caller("operator@" + head.address().getHostAddress(), 0, Set.of(Access.ADMIN));

    /** A caller without a name: may see what is public. */
    static Caller anonymous(final String address) {
        return new Caller(address, 0, Set.of());
    }

    /** The user; refuses if nobody is named. */
    long userId() {
        if (user == 0) {
            throw Refusal.ofField(ErrorCode.BAD_KEY, "X-User-Id", "the request does not say whose it is");
        }
        return user;
    }

    /** A user that a request names, for whom only they may ask; who is not named themselves may ask for anyone. */
    long requireOwn(final long userId) {
        if (user != 0 && userId != user) {
            throw Refusal.ofField(ErrorCode.NO_PERMISSION, "userId", "userId is not the caller's");
        }
        return userId;
    }

    /** Refuses a caller who is not named or lacks the scope. */
    void require(final Access access) {
        if (access == Access.PUBLIC) {
            return;
        }
        if (!scopes.contains(access)) {
            userId();
            throw Refusal.of(ErrorCode.NO_PERMISSION, "the key lacks the scope " + access)
                    .with("scope", access.name());
        }
    }
}
