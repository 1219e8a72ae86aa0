package io.millrace.gateway.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.BatchView;
import io.millrace.gateway.trading.ChainTransactionView;
import io.millrace.gateway.trading.DepositView;
import io.millrace.gateway.trading.PaymentView;
import java.io.IOException;

/** What happens on chains as messages; members are those of the routes. Holds no state. */
final class ChainMessages {
    static final String DEPOSITS = "deposits";
    static final String WITHDRAWALS = "withdrawals";

    private ChainMessages() {}

    static byte[] deposit(final DepositView view) {
        final DepositView.ChainPlace place = view.place();
        return message(DEPOSITS, place.chainId(), view.status(), view.reason(), view.updatedUs(), json -> {
            json.writeStringField("txHash", place.txHash());
            json.writeNumberField("logIndex", place.logIndex());
            json.writeStringField("height", Long.toString(place.height()));
            json.writeStringField("blockHash", place.blockHash());
            json.writeStringField("asset", view.asset());
            json.writeStringField("amount", view.amount().toPlainString());
            json.writeStringField("rest", view.rest().toPlainString());
        });
    }

    static byte[] payment(final PaymentView view) {
        return message(WITHDRAWALS, view.chainId(), view.status(), view.reason(), view.updatedUs(), json -> {
            json.writeStringField("withdrawalId", Long.toString(view.withdrawalId()));
            transaction(json, view.transaction());
        });
    }

    static byte[] batch(final String channel, final BatchView view) {
        return message(channel, view.chainId(), view.status(), view.reason(), view.updatedUs(), json -> {
            json.writeStringField("batchNumber", Long.toString(view.number()));
            json.writeStringField("batchId", Long.toString(view.batchId()));
            json.writeNumberField("trades", view.size().tradeCount());
            json.writeNumberField("legs", view.size().legCount());
            json.writeNumberField("attempts", view.size().attempts());
            transaction(json, view.transaction());
        });
    }

    private static byte[] message(
            final String channel,
            final long chainId,
            final String status,
            final String reason,
            final long timestampUs,
            final StreamJson.Body body) {
        return StreamJson.object(json -> {
            json.writeStringField("channel", channel);
            json.writeStringField("type", "update");
            json.writeStringField("chainId", Long.toString(chainId));
            json.writeStringField("status", status);
            json.writeStringField("reason", reason);
            json.writeNumberField("ts", timestampUs / 1000);
            body.write(json);
        });
    }

    private static void transaction(final JsonGenerator json, final ChainTransactionView view) throws IOException {
        if (!view.hash().isEmpty()) {
            json.writeStringField("txHash", view.hash());
        }
        if (view.height() > 0) {
            json.writeStringField("height", Long.toString(view.height()));
            json.writeStringField("gasUsed", Long.toString(view.gasUsed()));
        }
    }
}
