package io.millrace.simulation.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Speaks the gateway's HTTP as a client of the exchange does. Thread-safe. */
final class TradingClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final String address;

    TradingClient(final String address) {
        this.address = address;
    }

    /** Status, body as sent, whether the answer is a stored one. */
    record Answer(int status, String body, boolean replayed) {
        Config json() {
            return ConfigFactory.parseString(body, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
        }

        String text(final String field) {
            return json().getString(field);
        }

        boolean isError(final int expectedStatus, final String error) {
            return status == expectedStatus && text("error").equals(error);
        }
    }

    /** What a user has of one asset. */
    record Balance(BigDecimal available, BigDecimal held) {
        static Balance of(final String available, final String held) {
            return new Balance(new BigDecimal(available), new BigDecimal(held));
        }

        boolean is(final Balance other) {
            return available.compareTo(other.available) == 0 && held.compareTo(other.held) == 0;
        }
    }

    Answer transfer(
            final String path, final long userId, final String requestId, final String asset, final String amount)
            throws IOException {
        return send(
                userId,
                "POST",
                path,
                """
                {"requestId":"%s","userId":"%d","asset":"%s","amount":"%s"}"""
                        .formatted(requestId, userId, asset, amount));
    }

    /** Brings money in, and sees that it was taken. */
    void transferIn(final long userId, final String asset, final String amount) throws IOException {
        final Answer answer = transfer("/transfer_in", userId, "in-" + userId + "-" + asset, asset, amount);
        assertEquals(200, answer.status(), answer.body());
        assertEquals("APPLIED", answer.text("status"), answer.body());
        assertNotEquals("", answer.text("seq"));
    }

    /** Waits until a user has so much of an asset, free and held together. */
    void awaitTotal(final long userId, final String asset, final String total) {
        Await.until(() -> "user " + userId + " has " + total + " " + asset, () -> {
            try {
                final Balance balance = balance(userId, asset);
                return balance.available().add(balance.held()).compareTo(new BigDecimal(total)) == 0;
            } catch (final IOException e) {
                return false;
            }
        });
    }

    Answer limitOrder(
            final long userId,
            final String clientOrderId,
            final String side,
            final String price,
            final String quantity,
            final String respType)
            throws IOException {
        return order(
                userId,
                """
                {"symbol":"BTC_USDT","side":"%s","type":"LIMIT","timeInForce":"GTC","price":"%s","quantity":"%s",\
                "clientOrderId":"%s","respType":"%s","waitMs":2000}"""
                        .formatted(side, price, quantity, clientOrderId, respType));
    }

    Answer order(final long userId, final String body) throws IOException {
        return send(userId, "POST", "/orders", body);
    }

    Answer cancel(final long userId, final String orderId) throws IOException {
        return send(userId, "DELETE", "/orders/" + orderId, "");
    }

    Answer read(final long userId, final String path) throws IOException {
        return send(userId, "GET", path, "");
    }

    Balance balance(final long userId, final String asset) throws IOException {
        final Answer answer = read(userId, "/balances");
        if (answer.status != 200) {
            return Balance.of("-1", "-1");
        }
        for (final Config balance : answer.json().getConfigList("balances")) {
            if (balance.getString("asset").equals(asset)) {
                return Balance.of(balance.getString("available"), balance.getString("held"));
            }
        }
        return Balance.of("0", "0");
    }

    List<String> openOrders(final long userId) throws IOException {
        final Answer answer = read(userId, "/api/v1/orders/open");
        if (answer.status != 200) {
            throw new IOException("open orders: " + answer);
        }
        return answer.json().getConfigList("orders").stream()
                .map(order -> order.getString("orderId"))
                .toList();
    }

    Answer send(final long userId, final String method, final String path, final String body) throws IOException {
        final HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("X-User-Id", Long.toString(userId))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            final HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers()
                            .firstValue("Idempotent-Replayed")
                            .map(Boolean::parseBoolean)
                            .orElse(false));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
