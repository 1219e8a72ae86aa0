package io.millrace.gateway.trading;

/** Something balances are kept in; amounts are whole numbers of 10^-scale. */
public record Asset(int assetId, String symbol, int scale) {}
