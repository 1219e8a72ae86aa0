package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.gateway.stream.StreamClient;
import io.millrace.gateway.trading.AccountEvent;
import io.millrace.gateway.trading.LevelChange;
import io.millrace.gateway.trading.MarketUpdate;
import io.millrace.gateway.trading.OrderStatus;
import io.millrace.gateway.trading.OutputStamp;
import io.millrace.gateway.trading.Side;
import io.millrace.gateway.trading.Trade;
import io.millrace.gateway.trading.TradePrint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sends every example of the description that the gateway serves, and holds what comes against it. */
@Timeout(60)
class AsyncApiTest {
    private final Set<String> seen = new HashSet<>();
    private AsyncApi description;

    @Test
    void shouldSayAndTakeWhatItsDescriptionSays() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture();
                StreamClient client = new StreamClient(fixture.gateway.port(), "/ws", Map.of())) {
            description = new AsyncApi(served(fixture));
            happen(fixture, 1);
            fixture.accountHistory.events.add(fill(GatewayFixture.ALICE, 7));
            for (final JsonNode example : description.examples("control")) {
                assertEquals(List.of(), description.misfits("control", example));
                client.send(example.toString());
                seen.add("control");
                final JsonNode answer = await(client, "result");
                assertEquals(example.path("id"), answer.path("id"));
            }
            client.send("{\"id\":8,\"method\":\"nonsense\"}");
            assertFalse(await(client, "error").isMissingNode());
            happen(fixture, 2);
            ChainRoutesTest.tell(fixture.chainEvents, GatewayFixture.ALICE);
            fixture.market.live(false);
            for (final String kind : description.messages()) {
                if (!kind.equals("serverShutdown") && !seen.contains(kind)) {
                    await(client, kind);
                }
            }
            fixture.gateway.close();
            await(client, "serverShutdown");
            assertTrue(seen.containsAll(description.messages()), seen.toString());
        }
    }

    @Test
    void shouldNoticeWhatIsNotDescribed() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture()) {
            final AsyncApi api = new AsyncApi(served(fixture));
            final ObjectMapper mapper = new ObjectMapper();
            assertFalse(api.misfits("serverShutdown", mapper.readTree("{\"type\":\"bye\"}"))
                    .isEmpty());
            assertFalse(api.misfits("serverShutdown", mapper.readTree("{}")).isEmpty());
            assertFalse(api.misfits("control", mapper.readTree("{\"method\":\"list\",\"more\":1}"))
                    .isEmpty());
            assertFalse(api.misfits("noSuchMessage", mapper.readTree("{}")).isEmpty());
        }
    }

    /** The next message of a kind; all that come are held against the description. */
    private JsonNode await(final StreamClient client, final String kind) {
        return client.await(message -> {
            final String actual = kind(message);
            assertEquals(List.of(), description.misfits(actual, message));
            seen.add(actual);
            return actual.equals(kind);
        });
    }

    private static String kind(final JsonNode message) {
        if (message.has("channel")) {
            return message.path("channel").asText().split("\\.")[0];
        }
        return message.has("result")
                ? "result"
                : message.has("error") ? "error" : message.path("type").asText();
    }

    private static String served(final GatewayFixture fixture) throws Exception {
        final URI uri = URI.create("http://127.0.0.1:" + fixture.gateway.port() + "/asyncapi.yaml");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void happen(final GatewayFixture fixture, final long sequence) {
        final long nowUs = System.currentTimeMillis() * 1000;
        final Trade trade = new Trade(sequence, 4_200_000, 10, 42_000_000, Side.BUY, nowUs);
        fixture.market.onUpdate(new MarketUpdate(
                new OutputStamp(0, 0, sequence, sequence, sequence, nowUs),
                List.of(
                        new LevelChange(1, Side.BUY, 4_200_000, 7500 + sequence),
                        new LevelChange(1, Side.SELL, 4_200_100, 300 + sequence)),
                List.of(new TradePrint(1, trade)),
                null));
    }

    private static AccountEvent fill(final long userId, final long accountSequence) {
        final AccountEvent.FillPart fill = new AccountEvent.FillPart(9, Side.BUY, 4_200_000, 1, 1, 1, "TAKER");
        return new AccountEvent(
                userId,
                accountSequence,
                accountSequence,
                5_000_000,
                "FILL",
                new AccountEvent.OrderPart(55, 1, OrderStatus.FILLED, "FILLED", 0, 0, 0, fill),
                "",
                List.of(new AccountEvent.Change(1, 9_999, 0, 10_000, 0)));
    }
}
