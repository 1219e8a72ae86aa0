package io.millrace.simulation;

import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.AmendOrderRequestEncoder;
import io.millrace.schema.sbe.CancelAfterRequestEncoder;
import io.millrace.schema.sbe.CancelOrderRequestEncoder;
import io.millrace.schema.sbe.CommandReplyDecoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.MassCancelRequestEncoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.NewOrderRequestEncoder;
import io.millrace.schema.sbe.OrderType;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.StpMode;
import io.millrace.schema.sbe.TimeInForce;
import io.millrace.schema.sbe.TransferKind;
import io.millrace.schema.sbe.TransferOperationEncoder;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Users of the exchange: they bring money in and out, trade on a few prices, and when an answer does not come they ask again with the
 * same words, as a client must. They keep every answer, and judge each by those before it.
 */
final class SimulatedClients {
    static final int USERS = 5;
    static final int ASSETS = 3;
    private static final int INSTRUMENTS = 3;
    private static final long RETRY_NS = 60_000_000;
    private static final int PENDING_MAX = 24;
    private static final long[] FUNDS = {0, 2_000_000, 20_000_000, 400_000};

    private final SimulatedClock clock;
    private final Random random;
    private final SimulatedBroker broker;
    private final PlantedBug bug;
    private final CommandFrame frame = new CommandFrame();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final CommandReplyDecoder reply = new CommandReplyDecoder();
    private final Map<Long, Request> pending = new TreeMap<>();
    private final List<byte[]> transfers = new ArrayList<>();
    /** Answers by client order id: the order's id, 0 if it was rejected. */
    final Map<String, Long> answers = new TreeMap<>();

    private long lastId;

    /** A request that waits; {@code clientOrderId} null if it is none that takes effect once. */
    private record Request(UnsafeBuffer command, int length, String clientOrderId, long retryNs) {}

    SimulatedClients(
            final SimulatedClock clock, final Random random, final SimulatedBroker broker, final PlantedBug bug) {
        this.clock = clock;
        this.random = random;
        this.broker = broker;
        this.bug = bug;
    }

    /** Brings each user a first amount of each asset. */
    void fund() {
        for (int user = 1; user <= USERS; user++) {
            for (int asset = 1; asset <= ASSETS; asset++) {
                transfer(user, asset, TransferKind.IN, FUNDS[asset] * (1 + random.nextInt(5)));
            }
        }
    }

    /** Makes a request, or repeats what was not answered in time. */
    void step(final SimulatedCore core, final boolean newOnes) {
        repeat(core);
        if (newOnes && pending.size() < PENDING_MAX) {
            act(core);
        }
    }

    /** Orders accepted so far. */
    int orderCount() {
        return (int) answers.values().stream().filter(id -> id > 0).count();
    }

    /** Whether every request was answered. */
    boolean isAnswered() {
        return pending.isEmpty();
    }

    private void act(final SimulatedCore core) {
        final int user = 1 + random.nextInt(USERS);
        final int dice = random.nextInt(100);
        if (dice < 70) {
            order(core, user);
        } else if (dice < 84) {
            cancel(core, user);
        } else if (dice < 92) {
            amend(core, user);
        } else if (dice < 93) {
            massCancel(core, user);
        } else if (dice < 94) {
            cancelAfter(core, user);
        } else {
            final boolean in = random.nextInt(3) > 0;
            final int asset = 1 + random.nextInt(ASSETS);
            transfer(user, asset, in ? TransferKind.IN : TransferKind.OUT, 1 + random.nextInt(100_000));
        }
    }

    private void order(final SimulatedCore core, final int user) {
        final UnsafeBuffer command = new UnsafeBuffer(new byte[512]);
        final String clientOrderId = "c-" + ++lastId;
        final OrderType type = pick(
                OrderType.LIMIT,
                OrderType.LIMIT,
                OrderType.LIMIT,
                OrderType.LIMIT,
                OrderType.MARKET,
                OrderType.STOP_LIMIT);
        final boolean isMarket = type == OrderType.MARKET;
        final Side side = pick(Side.BUY, Side.SELL);
        final boolean byBudget = isMarket && side == Side.BUY && random.nextBoolean();
        final TimeInForce force = isMarket
                ? TimeInForce.IOC
                : pick(
                        TimeInForce.GTC,
                        TimeInForce.GTC,
                        TimeInForce.GTC,
                        TimeInForce.IOC,
                        TimeInForce.FOK,
                        TimeInForce.GTD);
        final int quantity = 1 + random.nextInt(20);
        final NewOrderRequestEncoder order = new NewOrderRequestEncoder();
        order.wrapAndApplyHeader(command, 0, header)
                .userId(user)
                .requestTimeUs(clock.nowUs())
                .instrumentId(1 + random.nextInt(INSTRUMENTS))
                .side(side)
                .orderType(type)
                .timeInForce(force)
                .stpMode(pick(StpMode.values(), StpMode.NULL_VAL))
                .postOnly(!isMarket && force == TimeInForce.GTC && random.nextInt(8) == 0 ? Flag.YES : Flag.NO)
                .price(isMarket ? 0 : 95 + random.nextInt(11))
                .quantity(byBudget ? 0 : quantity)
                .displayQuantity(force == TimeInForce.GTC && random.nextInt(8) == 0 ? 1 + random.nextInt(quantity) : 0)
                .quoteBudget(byBudget ? 100L * quantity : 0)
                .triggerPrice(type == OrderType.STOP_LIMIT ? 95 + random.nextInt(11) : 0)
                .trailingOffset(0)
                .expireTimeUs(force == TimeInForce.GTD ? clock.nowUs() + random.nextInt(2_000_000) : 0)
                .clientOrderId(clientOrderId);
        send(core, command, MessageHeaderEncoder.ENCODED_LENGTH + order.encodedLength(), clientOrderId);
    }

    private void cancel(final SimulatedCore core, final int user) {
        final UnsafeBuffer command = new UnsafeBuffer(new byte[256]);
        final CancelOrderRequestEncoder cancel = new CancelOrderRequestEncoder();
        cancel.wrapAndApplyHeader(command, 0, header)
                .userId(user)
                .requestTimeUs(clock.nowUs())
                .orderId(someOrder())
                .clientOrderId("");
        send(core, command, MessageHeaderEncoder.ENCODED_LENGTH + cancel.encodedLength(), null);
    }

    private void amend(final SimulatedCore core, final int user) {
        final UnsafeBuffer command = new UnsafeBuffer(new byte[256]);
        final AmendOrderRequestEncoder amend = new AmendOrderRequestEncoder();
        amend.wrapAndApplyHeader(command, 0, header)
                .userId(user)
                .requestTimeUs(clock.nowUs())
                .orderId(someOrder())
                .price(random.nextBoolean() ? 0 : 95 + random.nextInt(11))
                .quantity(random.nextBoolean() ? 0 : 1 + random.nextInt(25))
                .triggerPrice(0)
                .clientOrderId("");
        send(core, command, MessageHeaderEncoder.ENCODED_LENGTH + amend.encodedLength(), null);
    }

    private void massCancel(final SimulatedCore core, final int user) {
        final UnsafeBuffer command = new UnsafeBuffer(new byte[128]);
        final MassCancelRequestEncoder cancel = new MassCancelRequestEncoder();
        cancel.wrapAndApplyHeader(command, 0, header)
                .userId(user)
                .requestTimeUs(clock.nowUs())
                .instrumentId(random.nextInt(INSTRUMENTS + 1))
                .side((short) 0);
        send(core, command, MessageHeaderEncoder.ENCODED_LENGTH + cancel.encodedLength(), null);
    }

    private void cancelAfter(final SimulatedCore core, final int user) {
        final UnsafeBuffer command = new UnsafeBuffer(new byte[128]);
        final CancelAfterRequestEncoder after = new CancelAfterRequestEncoder();
        after.wrapAndApplyHeader(command, 0, header)
                .userId(user)
                .requestTimeUs(clock.nowUs())
                .timeoutUs(random.nextInt(1_000_000));
        send(core, command, MessageHeaderEncoder.ENCODED_LENGTH + after.encodedLength(), null);
    }

    private void transfer(final int user, final int asset, final TransferKind kind, final long amount) {
        final boolean again = !transfers.isEmpty() && random.nextInt(5) == 0;
        final byte[] value =
                again ? transfers.get(random.nextInt(transfers.size())) : operation(user, asset, kind, amount);
        if (!again) {
            transfers.add(value);
        }
        broker.operation(user(value), value);
        if (bug == PlantedBug.TRANSFER_CREDITED_TWICE && random.nextInt(10) == 0) {
            broker.operation(user(value), operation(user, asset, kind, amount));
        }
    }

    private byte[] operation(final int user, final int asset, final TransferKind kind, final long amount) {
        final byte[] value = new byte[MessageHeaderEncoder.ENCODED_LENGTH + TransferOperationEncoder.BLOCK_LENGTH];
        new TransferOperationEncoder()
                .wrapAndApplyHeader(new UnsafeBuffer(value), 0, header)
                .kind(kind)
                .userId(user)
                .assetId(asset)
                .amount(amount)
                .requestTimeUs(clock.nowUs())
                .requestId("t-" + ++lastId);
        return value;
    }

    private static long user(final byte[] operation) {
        return new UnsafeBuffer(operation)
                .getLong(
                        MessageHeaderEncoder.ENCODED_LENGTH + TransferOperationEncoder.userIdEncodingOffset(),
                        ByteOrder.LITTLE_ENDIAN);
    }

    /** The transfers that were meant, each once. */
    List<byte[]> transfers() {
        return transfers;
    }

    /** An order that there is, mostly. */
    private long someOrder() {
        final List<Long> accepted =
                answers.values().stream().filter(id -> id > 0).toList();
        final int recent = Math.max(0, accepted.size() - 20);
        return accepted.isEmpty() ? 1 : accepted.get(recent + random.nextInt(accepted.size() - recent));
    }

    private void send(
            final SimulatedCore core, final UnsafeBuffer command, final int length, final String clientOrderId) {
        offer(core, new Request(command, length, clientOrderId, clock.nowNs() + RETRY_NS));
    }

    private void repeat(final SimulatedCore core) {
        final List<Request> late = new ArrayList<>();
        for (final Iterator<Request> all = pending.values().iterator(); all.hasNext(); ) {
            final Request request = all.next();
            if (clock.nowNs() >= request.retryNs()) {
                all.remove();
                late.add(request);
            }
        }
        for (final Request request : late) {
            if (bug == PlantedBug.RETRY_TAKES_NEW_ID && request.clientOrderId() != null) {
                new NewOrderRequestEncoder()
                        .wrap(request.command(), MessageHeaderEncoder.ENCODED_LENGTH)
                        .clientOrderId("again-" + ++lastId);
            }
            offer(
                    core,
                    new Request(
                            request.command(), request.length(), request.clientOrderId(), clock.nowNs() + RETRY_NS));
        }
    }

    private void offer(final SimulatedCore core, final Request request) {
        final long correlationId = ++lastId;
        pending.put(correlationId, request);
        // Every client command begins with its correlation id.
        request.command().putLong(MessageHeaderEncoder.ENCODED_LENGTH, correlationId, ByteOrder.LITTLE_ENDIAN);
        if (core != null) {
            final byte[] sealed = new byte[frame.seal(request.command(), 0, request.length())];
            request.command().getBytes(0, sealed);
            core.offer(sealed, correlationId);
        }
    }

    /** Takes an answer; with {@code lossy} it may be lost on the way. */
    void onAnswer(final byte[] answer, final boolean lossy) {
        if (lossy && random.nextInt(40) == 0) {
            return;
        }
        reply.wrapAndApplyHeader(new UnsafeBuffer(answer), 0, headerDecoder);
        final Request request = pending.remove(reply.correlationId());
        if (request == null || request.clientOrderId() == null) {
            return;
        }
        final long orderId = reply.outcome() == Outcome.ACCEPTED ? reply.orderId() : 0;
        final Long before = answers.putIfAbsent(request.clientOrderId(), orderId);
        if (before != null && before != orderId) {
            throw new InvariantViolation(
                    "I7",
                    "one request was answered in two ways clientOrderId=" + request.clientOrderId() + " first=" + before
                            + " then=" + orderId);
        }
    }

    @SafeVarargs
    private <T> T pick(final T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private StpMode pick(final StpMode[] choices, final StpMode but) {
        final StpMode choice = choices[random.nextInt(choices.length)];
        return choice == but ? StpMode.NONE : choice;
    }
}
