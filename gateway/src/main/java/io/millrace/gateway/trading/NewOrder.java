package io.millrace.gateway.trading;

/** What a user asks for; the client order id is always there, made by the gateway if the client gave none. */
public record NewOrder(
        long userId,
        String clientOrderId,
        Instrument instrument,
        Side side,
        OrderType type,
        TimeInForce timeInForce,
        StpMode stpMode,
        OrderTerms terms) {}
