package io.millrace.gateway.trading;

/** Everything that the gateway reaches beyond itself. */
public record Ports(
        UbscorePort core,
        StorePort store,
        HistoryPort history,
        ChainPort chain,
        ChainEvents chainEvents,
        TransferPort transfers,
        FeedPort feed,
        AccountEventPort accounts,
        AccountHistoryPort accountHistory) {}
