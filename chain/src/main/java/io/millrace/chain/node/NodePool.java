package io.millrace.chain.node;

import io.millrace.chain.vault.ChainNode;
import io.millrace.chain.vault.DepositLog;
import io.millrace.chain.vault.FeeQuote;
import io.millrace.chain.vault.Head;
import io.millrace.chain.vault.Receipt;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several endpoints of one chain. Questions go to one until it fails, then to the next. What money is credited by, more than half of
 * all endpoints must say alike, and none that answers may say otherwise. One thread.
 */
public final class NodePool implements ChainNode, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(NodePool.class);

    private final List<EndpointNode> endpoints = new ArrayList<>();
    private final long chainId;
    /** Endpoints that have said which chain they are of. */
    private final Set<EndpointNode> checked = new HashSet<>();

    private int current;
    private long failoverCount;
    private long disagreementCount;

    /**
     * Connects when it is first asked.
     *
     * @param vault address of the vault, lower case.
     * @param operator the one whose calls are tried out.
     */
    public NodePool(
            final List<String> urls,
            final Duration timeout,
            final long chainId,
            final String vault,
            final String operator) {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("no endpoint is named");
        }
        this.chainId = chainId;
        urls.forEach(url -> endpoints.add(new EndpointNode(new RpcClient(url, timeout), vault, operator)));
    }

    private <T> T any(final Function<EndpointNode, T> question) {
        NodeFault last = null;
        for (int i = 0; i < endpoints.size(); i++) {
            final EndpointNode endpoint = endpoints.get(current);
            try {
                check(endpoint);
                return question.apply(endpoint);
            } catch (final NodeRefusal refusal) {
                if (refusal.isRevert()) {
                    throw refusal;
                }
                last = refusal;
            } catch (final NodeFault fault) {
                last = fault;
            }
            current = (current + 1) % endpoints.size();
            failoverCount++;
        }
        throw last;
    }

    private void check(final EndpointNode endpoint) {
        if (checked.contains(endpoint)) {
            return;
        }
        final long found = endpoint.chainId();
        if (found != chainId) {
            throw new NodeFault(
                    "endpoint is of another chain url=" + endpoint.url() + " chainId=" + found + " wanted=" + chainId,
                    null);
        }
        checked.add(endpoint);
    }

    private <T> T agreed(final String what, final Function<EndpointNode, T> question) {
        T answer = null;
        int count = 0;
        NodeFault last = null;
        for (final EndpointNode endpoint : endpoints) {
            try {
                check(endpoint);
                final T each = question.apply(endpoint);
                if (count > 0 && !each.equals(answer)) {
                    disagreementCount++;
                    throw new ChainNode.Fault(
                            "endpoints disagree about " + what + ": " + shown(answer) + " and, by " + endpoint.url()
                                    + ", " + shown(each),
                            null);
                }
                answer = each;
                count++;
            } catch (final NodeFault fault) {
                last = fault;
            }
        }
        if (2 * count <= endpoints.size()) {
            throw new ChainNode.Fault(
                    "too few endpoints answer about " + what + " answered=" + count + " of=" + endpoints.size(), last);
        }
        return answer;
    }

    private static String shown(final Object answer) {
        final String text = String.valueOf(answer);
        return text.substring(0, Math.min(200, text.length()));
    }

    @Override
    public Head latest() {
        return any(EndpointNode::latest);
    }

    @Override
    public Head block(final long height) {
        return any(endpoint -> endpoint.block(height));
    }

    @Override
    public List<DepositLog> deposits(final Head block) {
        return any(endpoint -> endpoint.deposits(block));
    }

    @Override
    public List<DepositLog> agreedDeposits(final Head block) {
        return agreed("block " + block, endpoint -> {
            final Head found = endpoint.block(block.height());
            if (found == null) {
                throw new NodeFault("endpoint is behind wanted=" + block + " url=" + endpoint.url(), null);
            }
            if (!block.equals(found)) {
                throw new ChainNode.Fault(
                        "endpoint has another block wanted=" + block + " found=" + found + " url=" + endpoint.url(),
                        null);
            }
            return endpoint.deposits(block);
        });
    }

    @Override
    public Receipt receipt(final String txHash) {
        return any(endpoint -> endpoint.receipt(txHash));
    }

    @Override
    public long nonce(final String address) {
        return any(endpoint -> endpoint.nonce(address));
    }

    @Override
    public FeeQuote quote() {
        return any(EndpointNode::quote);
    }

    @Override
    public CallAnswer simulate(final String data) {
        return any(endpoint -> endpoint.simulate(data));
    }

    @Override
    public long estimateGas(final String data) {
        return any(endpoint -> endpoint.estimateGas(data));
    }

    /** To every endpoint: the more nodes know it, the sooner it is in a block. */
    @Override
    public SendAnswer send(final String raw) {
        SendAnswer best = null;
        NodeFault last = null;
        for (final EndpointNode endpoint : endpoints) {
            try {
                check(endpoint);
                final SendAnswer answer = endpoint.send(raw);
                best = best == null || answer.taken() ? answer : best;
            } catch (final NodeFault fault) {
                last = fault;
                LOGGER.warn("transaction not sent by one endpoint reason={}", fault.getMessage());
            }
        }
        if (best == null) {
            throw last;
        }
        return best;
    }

    /** What an address has of a token, or of the coin, in its smallest unit. */
    public BigInteger holding(final String token, final String holder) {
        return any(endpoint -> endpoint.holding(token, holder));
    }

    /** What the vault has on its books of a user's, in the token's smallest unit. */
    public BigInteger booked(final String token, final long user) {
        return any(endpoint -> endpoint.booked(token, user));
    }

    /** How often an endpoint was left for the next. */
    public long failoverCount() {
        return failoverCount;
    }

    /** How often endpoints told different things: not zero is an alarm. */
    public long disagreementCount() {
        return disagreementCount;
    }

    @Override
    public void close() {
        endpoints.forEach(EndpointNode::close);
    }
}
