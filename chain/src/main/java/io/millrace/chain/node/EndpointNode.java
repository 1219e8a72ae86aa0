package io.millrace.chain.node;

import io.millrace.chain.vault.ChainNode.CallAnswer;
import io.millrace.chain.vault.ChainNode.SendAnswer;
import io.millrace.chain.vault.ChainNode.Verdict;
import io.millrace.chain.vault.DepositLog;
import io.millrace.chain.vault.FeeQuote;
import io.millrace.chain.vault.Head;
import io.millrace.chain.vault.Receipt;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The chain as one endpoint tells it. */
final class EndpointNode implements AutoCloseable {
    private static final int WORD_DIGITS = 64;
    private static final int ADDRESS_DIGITS = 40;
    private static final int DEPOSITED_TOPICS = 4;
    /** Blocks whose tips are looked at for a quote, and the percentile of the tips. */
    private static final int FEE_BLOCKS = 10;

    private static final int FEE_PERCENTILE = 50;
    private static final BigInteger TIP_MIN = BigInteger.valueOf(1_000_000L);

    private final RpcClient rpc;
    private final String vault;
    private final String operator;

    EndpointNode(final RpcClient rpc, final String vault, final String operator) {
        this.rpc = rpc;
        this.vault = vault;
        this.operator = operator;
    }

    String url() {
        return rpc.url();
    }

    long chainId() {
        return Json.number(rpc.ask("eth_chainId", List.of()), "chainId");
    }

    Head latest() {
        final Head head = head(rpc.ask("eth_getBlockByNumber", List.of("latest", false)));
        if (head == null) {
            throw new NodeFault("endpoint has no newest block url=" + rpc.url(), null);
        }
        return head;
    }

    Head block(final long height) {
        final Head head = head(rpc.ask("eth_getBlockByNumber", List.of("0x" + Long.toHexString(height), false)));
        if (head != null && head.height() != height) {
            throw new NodeFault("endpoint gave another block wanted=" + height + " found=" + head, null);
        }
        return head;
    }

    private static Head head(final Object answer) {
        if (answer == null) {
            return null;
        }
        final Json block = new Json(answer, "block");
        return new Head(block.number("number"), block.hash("hash"), block.hash("parentHash"));
    }

    List<DepositLog> deposits(final Head block) {
        final Object answer = rpc.ask(
                "eth_getLogs",
                List.of(Map.of(
                        "blockHash", block.hash(), "address", vault, "topics", List.of(VaultCalls.DEPOSITED_TOPIC))));
        final List<DepositLog> logs = new ArrayList<>();
        for (final Object each : Json.list(answer, "logs")) {
            final DepositLog log = deposit(new Json(each, "log"), block);
            if (!logs.isEmpty() && logs.get(logs.size() - 1).logIndex() >= log.logIndex()) {
                throw new NodeFault("logs are not in their order block=" + block + " log=" + log, null);
            }
            logs.add(log);
        }
        if (logs.isEmpty()) {
            requireKnown(block);
        }
        return logs;
    }

    /** Some nodes answer an empty list about a block that they do not know. */
    private void requireKnown(final Head block) {
        final Object answer = rpc.ask("eth_getBlockByHash", List.of(block.hash(), false));
        if (answer == null || !head(answer).equals(block)) {
            throw new NodeFault("endpoint does not know the block block=" + block + " url=" + rpc.url(), null);
        }
    }

    private DepositLog deposit(final Json log, final Head block) {
        final List<?> topics = log.list("topics");
        log.require(topics.size() == DEPOSITED_TOPICS, "four topics");
        log.require(VaultCalls.DEPOSITED_TOPIC.equals(topics.get(0)), "topic of a deposit");
        log.require(log.address("address").equals(vault), "address of the vault");
        log.require(log.hash("blockHash").equals(block.hash()), "hash of the block that was asked for");
        log.require(log.number("blockNumber") == block.height(), "height of the block that was asked for");
        final String data = log.data("data");
        log.require(data.length() == 2 + WORD_DIGITS, "one word of data");
        final BigInteger user =
                new BigInteger(Json.hash(topics.get(2), "log.topics").substring(2), 16);
        log.require(user.bitLength() <= Long.SIZE, "user of 64 bits");
        final long index = log.number("logIndex");
        log.require(index <= Integer.MAX_VALUE, "log index");
        return new DepositLog(
                block.hash(),
                log.hash("transactionHash"),
                (int) index,
                address(topics.get(1)),
                user,
                address(topics.get(3)),
                new BigInteger(data.substring(2), 16));
    }

    private static String address(final Object topic) {
        final String word = Json.hash(topic, "log.topics");
        return "0x" + word.substring(2 + WORD_DIGITS - ADDRESS_DIGITS);
    }

    Receipt receipt(final String txHash) {
        final Object answer = rpc.ask("eth_getTransactionReceipt", List.of(txHash));
        if (answer == null) {
            return null;
        }
        final Json receipt = new Json(answer, "receipt");
        receipt.require(receipt.hash("transactionHash").equals(txHash), "hash that was asked for");
        final long status = receipt.number("status");
        receipt.require(status == 0 || status == 1, "status 0 or 1");
        return new Receipt(
                txHash,
                receipt.number("blockNumber"),
                receipt.hash("blockHash"),
                status == 1,
                receipt.number("gasUsed"));
    }

    long nonce(final String address) {
        return Json.number(rpc.ask("eth_getTransactionCount", List.of(address, "latest")), "nonce");
    }

    /** Twice the next base fee and the middle tip of late: good for some full blocks to come. */
    FeeQuote quote() {
        final Json history = new Json(
                rpc.ask(
                        "eth_feeHistory",
                        List.of("0x" + Integer.toHexString(FEE_BLOCKS), "latest", List.of(FEE_PERCENTILE))),
                "feeHistory");
        final List<?> bases = history.list("baseFeePerGas");
        history.require(!bases.isEmpty(), "base fees");
        final BigInteger base = Json.quantity(bases.get(bases.size() - 1), "feeHistory.baseFeePerGas");
        final List<BigInteger> tips = new ArrayList<>();
        for (final Object each : history.list("reward")) {
            final List<?> ofBlock = Json.list(each, "feeHistory.reward");
            history.require(ofBlock.size() == 1, "one percentile");
            tips.add(Json.quantity(ofBlock.get(0), "feeHistory.reward"));
        }
        tips.sort(null);
        final BigInteger tip =
                tips.isEmpty() ? TIP_MIN : tips.get(tips.size() / 2).max(TIP_MIN);
        return new FeeQuote(base.shiftLeft(1).add(tip), tip);
    }

    CallAnswer simulate(final String data) {
        try {
            Json.data(rpc.ask("eth_call", List.of(call(data), "latest")), "call");
            return new CallAnswer(Verdict.TAKEN, "");
        } catch (final NodeRefusal refusal) {
            if (!refusal.isRevert()) {
                throw refusal;
            }
            return verdict(refusal);
        }
    }

    private Map<String, String> call(final String data) {
        return Map.of("from", operator, "to", vault, "data", data);
    }

    private static CallAnswer verdict(final NodeRefusal refusal) {
        final VaultError error = VaultError.of(refusal.data());
        final Verdict verdict =
                switch (error) {
                    case INSUFFICIENT_BALANCE -> Verdict.INSUFFICIENT_BALANCE;
                    case ALREADY_PAID -> Verdict.ALREADY_PAID;
                    case BAD_BATCH_ID -> Verdict.BAD_BATCH_ID;
                    case IS_PAUSED, NOT_OPERATOR -> Verdict.CLOSED;
                    default -> Verdict.REFUSED;
                };
        final StringBuilder reason = new StringBuilder(error.name());
        for (int i = 0; !VaultError.argument(refusal.data(), i).isEmpty(); i++) {
            reason.append(' ').append(new BigInteger(VaultError.argument(refusal.data(), i), 16));
        }
        return new CallAnswer(verdict, reason.toString());
    }

    long estimateGas(final String data) {
        final long gas = Json.number(rpc.ask("eth_estimateGas", List.of(call(data))), "gas");
        if (gas <= 0 || gas > 1L << 40) {
            throw new NodeFault("estimate makes no sense gas=" + gas + " url=" + rpc.url(), null);
        }
        return gas;
    }

    SendAnswer send(final String raw) {
        try {
            Json.hash(rpc.ask("eth_sendRawTransaction", List.of(raw)), "sent");
            return new SendAnswer(true, false, "");
        } catch (final NodeRefusal refusal) {
            final String said = refusal.said().toLowerCase(Locale.ROOT);
            final boolean known = said.contains("already known") || said.contains("already imported");
            return new SendAnswer(known, said.contains("underpriced"), said);
        }
    }

    /** What an address has of a token, or of the coin. */
    BigInteger holding(final String token, final String holder) {
        if (token.equals(VaultCalls.NATIVE)) {
            return Json.quantity(rpc.ask("eth_getBalance", List.of(holder, "latest")), "balance");
        }
        return word("eth_call", token, VaultCalls.tokenBalanceOf(holder));
    }

    /** What the vault has on its books of a user's. */
    BigInteger booked(final String token, final long user) {
        return word("eth_call", vault, VaultCalls.balanceOf(token, user));
    }

    private BigInteger word(final String method, final String to, final String data) {
        final String answer = Json.data(rpc.ask(method, List.of(Map.of("to", to, "data", data), "latest")), "word");
        if (answer.length() != 2 + WORD_DIGITS) {
            throw new NodeFault("answer is no word url=" + rpc.url() + " length=" + answer.length(), null);
        }
        return new BigInteger(answer.substring(2), 16);
    }

    @Override
    public void close() {
        rpc.close();
    }
}
