package io.millrace.ubscore.account;

import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Fills an empty state from a snapshot, record by record, and refuses what is not whole or does not add up. One use. */
final class SnapshotLoader {
    private static final int RECORD_LENGTH_MAX = SnapshotLayout.RECORD_WORDS_MAX * Long.BYTES;

    private final CoreState state;
    private final byte[] record = new byte[RECORD_LENGTH_MAX];
    private final UnsafeBuffer buffer = new UnsafeBuffer(record);
    private final long[] words = new long[SnapshotLayout.RECORD_WORDS_MAX];
    private final FixedText clientOrderId = new FixedText(FixedText.CLIENT_ORDER_ID_LENGTH);
    private final FixedText requestId = new FixedText(FixedText.REQUEST_ID_LENGTH);
    private final CRC32C crc = new CRC32C();
    private int filled;
    private int wanted = Long.BYTES;
    private int lastType;
    private long wordsBefore;
    private boolean ended;

    SnapshotLoader(final CoreState state) {
        this.state = state;
        if (state.sequences.coreSequence != 0) {
            throw new BreachException(
                    "snapshot loaded into a core in use coreSequence=" + state.sequences.coreSequence);
        }
    }

    void load(final DirectBuffer chunk, final int offset, final int length) {
        int position = offset;
        final int limit = offset + length;
        while (position < limit) {
            if (ended) {
                throw new BreachException("snapshot goes on after its end bytes=" + (limit - position));
            }
            final int taken = Math.min(limit - position, wanted - filled);
            chunk.getBytes(position, record, filled, taken);
            position += taken;
            filled += taken;
            if (filled == wanted) {
                step();
            }
        }
    }

    private void step() {
        final long head = buffer.getLong(0, ByteOrder.LITTLE_ENDIAN);
        final int type = Ints.high(head);
        final int count = SnapshotLayout.words(type);
        if (count != Ints.low(head)
                || SnapshotLayout.rank(type) < SnapshotLayout.rank(lastType)
                || lastType == 0 && type != SnapshotLayout.HEADER) {
            throw new BreachException("snapshot holds no such record here type=" + type + " words=" + Ints.low(head)
                    + " after=" + lastType + " at=" + wordsBefore * Long.BYTES);
        }
        if (filled == Long.BYTES) {
            wanted = (1 + count) * Long.BYTES;
            return;
        }
        for (int i = 0; i < count; i++) {
            words[i] = buffer.getLong((1 + i) * Long.BYTES, ByteOrder.LITTLE_ENDIAN);
        }
        if (type == SnapshotLayout.END) {
            finish();
        } else {
            crc.update(record, 0, filled);
            take(type);
        }
        lastType = type;
        wordsBefore += 1 + count;
        filled = 0;
        wanted = Long.BYTES;
    }

    private void finish() {
        if (words[0] != wordsBefore || words[1] != crc.getValue()) {
            throw new BreachException("snapshot is not what was written words=" + wordsBefore + " expected=" + words[0]
                    + " crc=" + Long.toHexString(crc.getValue()) + " expected=" + Long.toHexString(words[1]));
        }
        ended = true;
    }

    void end() {
        if (!ended) {
            throw new BreachException("snapshot ends too early bytes=" + (wordsBefore * Long.BYTES + filled));
        }
        for (int id = 0; id <= CoreConfig.ASSET_ID_MAX; id++) {
            if (state.catalog.asset(id) != null) {
                state.ledger.openAsset(id);
            }
        }
        state.ledger.verify();
    }

    /** Damage shows in the checksum at the end, or before that as a number that makes no sense. */
    private void take(final int type) {
        try {
            apply(type);
        } catch (final IndexOutOfBoundsException | NullPointerException | ArithmeticException e) {
            throw new BreachException(
                    "snapshot holds no sense here type=" + type + " at=" + wordsBefore * Long.BYTES + " cause=" + e);
        }
    }

    private void apply(final int type) {
        switch (type) {
            case SnapshotLayout.HEADER -> header();
            case SnapshotLayout.CORE -> core();
            case SnapshotLayout.LANE -> lane();
            case SnapshotLayout.PARTITION -> partition();
            case SnapshotLayout.ASSET -> asset();
            case SnapshotLayout.INSTRUMENT -> instrument();
            case SnapshotLayout.TIER ->
                state.catalog.tier(
                        index(0, CoreConfig.FEE_TIER_MAX),
                        index(1, CoreConfig.INSTRUMENT_ID_MAX),
                        Ints.high(words[2]),
                        Ints.low(words[2]));
            case SnapshotLayout.ACCOUNT -> account();
            case SnapshotLayout.BALANCE -> balance();
            case SnapshotLayout.ORDER_ID -> orderId();
            case SnapshotLayout.ORDER -> order();
            case SnapshotLayout.TRANSFER_ID -> transferId();
            case SnapshotLayout.ORDER_LIMIT ->
                state.orderLimits.set(
                        index(0, state.ledger.accounts.count() - 1),
                        index(1, CoreConfig.INSTRUMENT_ID_MAX),
                        words[2],
                        words[3]);
            case SnapshotLayout.SOURCE ->
                state.sequences
                                .sources[index(0, CoreConfig.SOURCE_ID_MAX)][
                                index(1, state.sequences.events.length - 1)] =
                        words[2];
            case SnapshotLayout.WITHDRAWALS -> state.withdrawals.number = words[0];
            case SnapshotLayout.WITHDRAWAL -> withdrawal();
            default -> throw new IllegalStateException("type=" + type);
        }
    }

    private int index(final int word, final long max) {
        if (words[word] < 0 || words[word] > max) {
            throw new BreachException("snapshot holds a number out of bounds word=" + word + " value=" + words[word]
                    + " max=" + max + " at=" + wordsBefore * Long.BYTES);
        }
        return (int) words[word];
    }

    private void header() {
        final CoreConfig config = state.config;
        if (words[0] != SnapshotLayout.MAGIC
                || words[1] < SnapshotLayout.VERSION_MIN
                || words[1] > SnapshotLayout.VERSION) {
            throw new BreachException("snapshot is of another kind magic=" + Long.toHexString(words[0]) + " version="
                    + words[1] + " expected=" + SnapshotLayout.VERSION_MIN + ".." + SnapshotLayout.VERSION);
        }
        if (words[2] != config.shard
                || words[3] != config.shardCount
                || words[4] != config.laneCount
                || words[5] != config.partitionCount) {
            throw new BreachException("snapshot is of another topology shard=" + words[2] + "/" + words[3] + " lanes="
                    + words[4] + " partitions=" + words[5] + " expected=" + config.shard + "/" + config.shardCount
                    + " lanes=" + config.laneCount + " partitions=" + config.partitionCount);
        }
    }

    private void core() {
        final Sequences sequences = state.sequences;
        sequences.coreSequence = words[0];
        sequences.nowUs = words[1];
        sequences.orderNumber = words[2];
        sequences.expiredUs = words[3];
        state.killSwitch = words[4] != 0;
        state.orderIds.forgottenUs(words[5]);
        state.transferIds.forgottenUs(words[6]);
    }

    private void lane() {
        final Sequences sequences = state.sequences;
        final int lane = index(0, sequences.orders.length - 1);
        sequences.orders[lane] = words[1];
        sequences.ordersAcknowledged[lane] = words[2];
        sequences.outputs[lane] = words[3];
        sequences.outputSources[lane] = words[4];
        sequences.tickOwed[lane] = words[5] != 0;
        buffer.getBytes(7 * Long.BYTES, sequences.outputHashes[lane]);
    }

    private void partition() {
        final Sequences sequences = state.sequences;
        final int partition = index(0, sequences.events.length - 1);
        sequences.events[partition] = words[1];
        sequences.eventsAcknowledged[partition] = words[2];
        sequences.operationOffsets[partition] = words[3];
    }

    private void asset() {
        final Asset asset = new Asset();
        asset.assetId = index(0, CoreConfig.ASSET_ID_MAX);
        asset.scale = (int) words[1];
        asset.symbol.copyFrom(words, 3);
        state.catalog.add(asset);
        state.catalog.withdrawalLimit(asset.assetId, words[2]);
    }

    private void instrument() {
        final Instrument definition = new Instrument();
        definition.instrumentId = index(0, CoreConfig.INSTRUMENT_ID_MAX);
        definition.baseAssetId = index(1, CoreConfig.ASSET_ID_MAX);
        definition.quoteAssetId = index(2, CoreConfig.ASSET_ID_MAX);
        definition.lane = index(3, state.config.laneCount - 1);
        definition.state = InstrumentState.of((int) words[4]);
        definition.priceScale = (int) words[5];
        definition.baseScale = (int) words[6];
        definition.quoteScale = (int) words[7];
        definition.tickSize = words[8];
        definition.lotSize = words[9];
        definition.notionalPerTickLot = words[10];
        definition.quantityMin = words[11];
        definition.quantityMax = words[12];
        definition.notionalMin = words[13];
        definition.notionalMax = words[14];
        definition.priceMax = words[15];
        definition.makerFeePpm = (int) words[16];
        definition.takerFeePpm = (int) words[17];
        definition.priceBandPpm = (int) words[18];
        definition.collarPpm = (int) words[19];
        definition.symbol.copyFrom(words, 22);
        final Instrument instrument = state.catalog.add(definition);
        instrument.lastPrice = words[20];
        instrument.lastTradeId = words[21];
    }

    private void account() {
        final AccountTable accounts = state.ledger.accounts;
        final int slot = state.ledger.openAccount(words[0]);
        accounts.sequence(slot, words[1]);
        accounts.openMax(slot, (int) words[2]);
        accounts.flags(slot, words[3] != 0, (int) words[4]);
        accounts.deadlineUs(slot, words[5]);
        if (words[5] != 0) {
            state.deadMen.put(slot, words[5]);
        }
    }

    private void balance() {
        final Ledger ledger = state.ledger;
        final int account = index(0, ledger.accounts.count() - 1);
        final int slot = ledger.openBalance(account, index(1, CoreConfig.ASSET_ID_MAX));
        ledger.restore(slot, words[2], words[3]);
        if (words[5] != 0) {
            ledger.balances.withdrawn(slot, words[5], words[4]);
        }
        if (words[6] != BalanceTable.NONE) {
            ledger.balances.dailyLimit(slot, words[6]);
        }
    }

    private void orderId() {
        clientOrderId.copyFrom(words, 1);
        if (words[9] > AccountIds.orderId(state.config.shard, state.sequences.orderNumber)) {
            throw new BreachException("snapshot holds an order that was never numbered order=" + words[9]);
        }
        final IdWindow ids = state.orderIds.ids;
        final int place = ids.add(words[0], clientOrderId, words[6], words[7]);
        for (int word = 0; word < OrderIdWindow.PAYLOAD_WORDS; word++) {
            ids.payload(place, word, words[8 + word]);
        }
        state.orderIds.restored(place);
    }

    private void order() {
        final OrderTable orders = state.orders;
        final Ledger ledger = state.ledger;
        final int account = index(0, ledger.accounts.count() - 1);
        final int place = state.orderIds.ids.place(index(1, state.orderIds.ids.count() - 1));
        final int slot = orders.add(words[2]);
        orders.owner(slot, account, place);
        orders.restore(slot, words, 2);
        final Instrument instrument = state.catalog.instrument(orders.instrumentId(slot));
        if (instrument == null || state.orderIds.orderId(place) != words[2]) {
            throw new BreachException("snapshot holds an order without its instrument or id order=" + words[2]);
        }
        final int base = ledger.openBalance(account, instrument.baseAssetId);
        final int quote = ledger.openBalance(account, instrument.quoteAssetId);
        final boolean buy = orders.isBuy(slot);
        orders.balances(slot, buy ? quote : base, buy ? base : quote);
        final long hold = orders.hold(slot);
        orders.hold(slot, 0);
        ledger.restoreHold(slot, hold);
        state.orderIds.restored(place, slot);
        state.link(slot);
        if (orders.expireTimeUs(slot) > state.sequences.expiredUs) {
            state.expiries.put(slot, orders.expireTimeUs(slot));
        }
    }

    private void transferId() {
        requestId.copyFrom(words, 1);
        final IdWindow ids = state.transferIds.ids;
        final int place = ids.add(words[0], requestId, words[9], words[10]);
        for (int word = 0; word < TransferIdWindow.PAYLOAD_WORDS; word++) {
            ids.payload(place, word, words[11 + word]);
        }
    }

    private void withdrawal() {
        final Ledger ledger = state.ledger;
        final int account = index(0, ledger.accounts.count() - 1);
        final Withdrawal withdrawal = new Withdrawal();
        withdrawal.balance = ledger.openBalance(account, index(1, CoreConfig.ASSET_ID_MAX));
        withdrawal.id = words[2];
        withdrawal.amount = words[3];
        withdrawal.state = WithdrawalState.of(index(4, WithdrawalState.HELD.code()));
        withdrawal.createdUs = words[5];
        withdrawal.address.copyFrom(words, 6);
        withdrawal.requestId.copyFrom(words, 12);
        ledger.restoreWithdrawalHold(withdrawal.balance, withdrawal.amount);
        state.withdrawals.add(withdrawal);
    }
}
