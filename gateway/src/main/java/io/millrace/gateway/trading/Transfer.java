package io.millrace.gateway.trading;

/**
 * Money that is to come in or go out; the request id makes it happen at most once.
 *
 * @param address where a chain pays it to; empty: not by a chain.
 */
public record Transfer(String requestId, TransferKind kind, long userId, Asset asset, long amount, String address) {
    /** Without a chain. */
    public Transfer(
            final String requestId, final TransferKind kind, final long userId, final Asset asset, final long amount) {
        this(requestId, kind, userId, asset, amount, "");
    }

    /** The same, paid by a chain. */
    public Transfer to(final String chainAddress) {
        return new Transfer(requestId, kind, userId, asset, amount, chainAddress);
    }
}
