package io.millrace.gateway.ingress;

import static io.millrace.gateway.ingress.GatewayFixture.ALICE;
import static io.millrace.gateway.ingress.GatewayFixture.BOB;
import static io.millrace.gateway.ingress.OrderRoutesTest.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.gateway.ingress.GatewayFixture.Reply;
import io.millrace.gateway.trading.CommandEffect;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.MarketUpdate;
import io.millrace.gateway.trading.OrderStatus;
import io.millrace.gateway.trading.OutputStamp;
import io.millrace.gateway.trading.Progress;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class OrderCommandRoutesTest {
    private static final String LIMIT =
            "{\"symbol\":\"BTC_USDT\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"price\":\"42000.00\",\"quantity\":\"0.75\"}";

    private GatewayFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new GatewayFixture();
    }

    @AfterEach
    void tearDown() {
        fixture.close();
    }

    @Test
    void shouldCheckTestOrderWithoutPlacingIt() {
        assertEquals(200, fixture.post("/api/v1/orders/test", ALICE, LIMIT).status());
        assertProblem(
                fixture.post("/api/v1/orders/test", ALICE, LIMIT.replace("42000.00", "0.001")),
                ErrorCode.BAD_TICK,
                "NOT_SENT");
        assertTrue(fixture.core.placed.isEmpty());
    }

    @Test
    void shouldAnswerEachOrderOfBatch() {
        final String bad = LIMIT.replace("BTC_USDT", "NO");
        final Reply reply =
                fixture.post("/api/v1/orders/batch", ALICE, "{\"orders\":[" + LIMIT + "," + bad + "," + LIMIT + "]}");
        assertEquals(200, reply.status(), reply.body().toString());
        assertEquals("101", reply.body().at("/results/0/orderId").asText());
        assertEquals("BAD_SYMBOL", reply.body().at("/results/1/error").asText());
        assertEquals("102", reply.body().at("/results/2/orderId").asText());
    }

    @Test
    void shouldRefuseBatchOutOfBounds() {
        assertProblem(fixture.post("/api/v1/orders/batch", ALICE, "{\"orders\":[]}"), ErrorCode.BAD_FORMAT, "NOT_SENT");
        final String many = "{\"orders\":[" + String.join(",", Collections.nCopies(21, LIMIT)) + "]}";
        assertProblem(fixture.post("/api/v1/orders/batch", ALICE, many), ErrorCode.BAD_FORMAT, "NOT_SENT");
        assertProblem(fixture.post("/api/v1/orders/batch", ALICE, "{}"), ErrorCode.MISSING_FIELD, "NOT_SENT");
    }

    @Test
    void shouldAmendAndSayWhetherPriorityWasKept() {
        fixture.post("/orders", ALICE, LIMIT);
        final Progress progress = new Progress(OrderStatus.NEW, "NONE", 0, 5000, 0, 1002, 1, 1);
        fixture.market.onUpdate(new MarketUpdate(
                new OutputStamp(0, 0, 1002, 1, 1002, 9_000),
                List.of(),
                List.of(),
                new CommandEffect(true, "NONE", true, 1, 1002, 9_000, progress, List.of())));
        final Reply reply = fixture.put("/api/v1/orders/101", ALICE, "{\"quantity\":\"0.5\"}");
        assertEquals(200, reply.status(), reply.body().toString());
        assertTrue(reply.body().get("keptPriority").asBoolean());
        assertEquals("0.5000", reply.text("remainingQuantity"));
        assertEquals(5000, fixture.core.amends.get(0).quantity());
        assertEquals(0, fixture.core.amends.get(0).price());
    }

    @Test
    void shouldRefuseAmendOfNothingOrOfAnothersOrder() {
        fixture.post("/orders", ALICE, LIMIT);
        assertProblem(fixture.put("/api/v1/orders/101", ALICE, "{}"), ErrorCode.MISSING_FIELD, "NOT_SENT");
        assertProblem(
                fixture.put("/api/v1/orders/101", BOB, "{\"quantity\":\"0.5\"}"),
                ErrorCode.ORDER_NOT_FOUND,
                "REJECTED");
        assertProblem(
                fixture.put("/api/v1/orders/101", ALICE, "{\"price\":\"0.001\"}"), ErrorCode.BAD_TICK, "NOT_SENT");
    }

    @Test
    void shouldCancelAllOrdersOfOneUser() {
        fixture.post("/orders", ALICE, LIMIT);
        fixture.post("/orders", ALICE, LIMIT);
        fixture.post("/orders", BOB, LIMIT);
        assertEquals(
                2,
                fixture.delete("/api/v1/orders?symbol=BTC_USDT", ALICE)
                        .body()
                        .get("count")
                        .asInt());
        assertProblem(fixture.delete("/api/v1/orders?symbol=NO", ALICE), ErrorCode.BAD_SYMBOL, "NOT_SENT");
    }

    @Test
    void shouldArmDeadMansSwitch() {
        assertEquals(
                200,
                fixture.post("/api/v1/orders/cancel_after", ALICE, "{\"timeoutMs\":5000}")
                        .status());
        assertProblem(
                fixture.post("/api/v1/orders/cancel_after", ALICE, "{\"timeoutMs\":\"5000\"}"),
                ErrorCode.BAD_FORMAT,
                "NOT_SENT");
        assertProblem(
                fixture.post("/api/v1/orders/cancel_after", ALICE, "{\"timeoutMs\":86400001}"),
                ErrorCode.BAD_FORMAT,
                "NOT_SENT");
    }
}
