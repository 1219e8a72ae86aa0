package io.millrace.gateway.ingress;

import static io.millrace.gateway.ingress.GatewayFixture.ALICE;
import static io.millrace.gateway.ingress.GatewayFixture.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.ingress.GatewayFixture.Reply;
import io.millrace.gateway.trading.BatchView;
import io.millrace.gateway.trading.ChainEvents;
import io.millrace.gateway.trading.ChainTransactionView;
import io.millrace.gateway.trading.DepositView;
import io.millrace.gateway.trading.PaymentView;
import io.millrace.gateway.trading.WithdrawalView;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the gateway shows of chains, and how its lists go on. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ChainRoutesTest {
    private static final long CHAIN = 31_337;
    private static final long TIME_US = 1_767_225_600_000_000L;
    private static final ChainTransactionView MINED = new ChainTransactionView("0xabc", 77, 65_000);
    private static final ChainTransactionView NONE = new ChainTransactionView("", 0, 0);

    private GatewayFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new GatewayFixture();
    }

    @AfterEach
    void tearDown() {
        fixture.close();
    }

    private static DepositView deposit(final long height, final int logIndex) {
        return new DepositView(
                new DepositView.ChainPlace(CHAIN, height, "0xb" + height, "0xt" + height, logIndex),
                "0xtoken",
                "USDT",
                "0xsender",
                new BigDecimal("1.500000"),
                new BigDecimal("7"),
                "CREDITED",
                "",
                TIME_US);
    }

    private static BatchView batch(final long number, final String status, final ChainTransactionView transaction) {
        return new BatchView(CHAIN, number, number, status, "", new BatchView.Size(100, 12, 0), transaction, TIME_US);
    }

    /** Something for every route of chains to show to a user. */
    static void fill(final GatewayFixture fixture, final long userId) {
        fixture.chain.deposits.put(userId, List.of(deposit(9, 0)));
        fixture.chain.batches.add(batch(1, "SETTLED", MINED));
        fixture.chain.batchesByTrade.put(1L, batch(1, "SETTLED", MINED));
        fixture.store.withdrawals.add(withdrawal(1));
        fixture.chain.payments.put(userId, List.of(new PaymentView(1, CHAIN, "CONFIRMED", "", MINED, TIME_US)));
    }

    /** Something of every kind that chains tell. */
    static void tell(final ChainEvents chains, final long userId) {
        chains.onDeposit(userId, deposit(9, 0));
        chains.onPayment(userId, new PaymentView(1, CHAIN, "CONFIRMED", "", MINED, TIME_US));
        chains.onBatch(batch(1, "SETTLED", MINED));
    }

    private static WithdrawalView withdrawal(final long id) {
        return new WithdrawalView(
                id, "w-" + id, "USDT", new BigDecimal("1.00"), "0xto", "HELD", "NONE", TIME_US, TIME_US);
    }

    /** All pages of a list, one text each entry. */
    private List<String> pages(final String path, final String list, final String member) {
        final List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            final Reply reply = fixture.get(path + cursor, ALICE);
            assertEquals(200, reply.status(), reply.body().toString());
            for (final JsonNode each : reply.body().get(list)) {
                found.add(each.get(member).asText());
            }
            cursor = reply.body().has("nextCursor") ? "&cursor=" + reply.text("nextCursor") : null;
        } while (cursor != null);
        return found;
    }

    @Test
    void shouldListAUsersDepositsAndNobodyElses() {
        fixture.chain.deposits.put(ALICE, List.of(deposit(9, 0)));
        final JsonNode deposit =
                fixture.get("/api/v1/deposits", ALICE).body().get("deposits").get(0);
        assertEquals("1.500000", deposit.get("amount").asText());
        assertEquals("7", deposit.get("rest").asText());
        assertEquals("CREDITED", deposit.get("status").asText());
        assertEquals("9", deposit.get("height").asText());
        assertEquals(TIME_US / 1_000, deposit.get("ts").asLong());
        assertEquals(
                0, fixture.get("/api/v1/deposits", BOB).body().get("deposits").size());
    }

    @Test
    void shouldEndPagesOfDepositsBetweenBlocks() {
        fixture.chain.deposits.put(
                ALICE, List.of(deposit(9, 0), deposit(8, 0), deposit(8, 1), deposit(8, 2), deposit(7, 0)));
        assertEquals(List.of("9", "8", "8", "8", "7"), pages("/api/v1/deposits?limit=2", "deposits", "height"));
        assertEquals(List.of("9", "8", "8", "8", "7"), pages("/api/v1/deposits?limit=1", "deposits", "height"));
    }

    @Test
    void shouldListBatchesPageByPage() {
        for (int number = 5; number > 0; number--) {
            fixture.chain.batches.add(batch(number, "SETTLED", MINED));
        }
        assertEquals(
                List.of("5", "4", "3", "2", "1"),
                pages("/api/v1/settlement/batches?chainId=31337&limit=2", "batches", "batchNumber"));
        assertEquals(List.of(), pages("/api/v1/settlement/batches?chainId=1", "batches", "batchNumber"));
    }

    @Test
    void shouldSayHowFarATradeIsSettled() {
        final String path = "/api/v1/settlement/trade?symbol=BTC_USDT&tradeId=";
        assertEquals("MATCHED_OFFCHAIN", fixture.get(path + 4, 0).text("status"));
        fixture.chain.batchesByTrade.put(5L, batch(3, "SUBMITTED", MINED));
        final Reply reply = fixture.get(path + 5, 0);
        assertEquals("SUBMITTED", reply.text("status"));
        assertEquals("3", reply.body().get("batch").get("batchNumber").asText());
        assertEquals("0xabc", reply.body().get("batch").get("txHash").asText());
    }

    @Test
    void shouldShowWithAWithdrawalWhatPaysIt() {
        fixture.store.withdrawals.addAll(List.of(withdrawal(2), withdrawal(1)));
        fixture.chain.payments.put(ALICE, List.of(new PaymentView(1, CHAIN, "PROCESSING", "", NONE, TIME_US)));
        final JsonNode payment =
                fixture.get("/api/v1/withdrawals/w-1", ALICE).body().get("payment");
        assertEquals("PROCESSING", payment.get("status").asText());
        assertFalse(payment.has("txHash"));
        assertFalse(fixture.get("/api/v1/withdrawals/w-2", ALICE).body().has("payment"));
        fixture.chain.payments.put(ALICE, List.of(new PaymentView(1, CHAIN, "CONFIRMED", "", MINED, TIME_US)));
        final JsonNode listed = fixture.get("/api/v1/withdrawals", ALICE)
                .body()
                .get("withdrawals")
                .get(1);
        assertEquals("0xabc", listed.get("payment").get("txHash").asText());
        assertEquals("77", listed.get("payment").get("height").asText());
    }
}
