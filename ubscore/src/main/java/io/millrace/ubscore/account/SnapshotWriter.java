package io.millrace.ubscore.account;

import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes the state in the form of {@link SnapshotLayout}. One use. */
final class SnapshotWriter {
    private final SnapshotSink sink;
    private final byte[] bytes = new byte[CoreConfig.SNAPSHOT_CHUNK_LENGTH];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final CRC32C crc = new CRC32C();
    private int length;
    private int checked;
    private long words;

    SnapshotWriter(final SnapshotSink sink) {
        this.sink = sink;
    }

    static void hash(final CoreState state, final byte[] hash) {
        final MessageDigest digest = sha256();
        new SnapshotWriter((chunk, offset, length) -> digest.update(chunk.byteArray(), offset, length)).write(state);
        System.arraycopy(digest.digest(), 0, hash, 0, OutputHeader.HASH_LENGTH);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every java platform has sha-256", e);
        }
    }

    void write(final CoreState state) {
        header(state);
        streams(state.sequences);
        catalog(state.catalog);
        accounts(state);
        orderIds(state.orderIds);
        orders(state);
        transferIds(state.transferIds.ids);
        limits(state.orderLimits);
        if (version(state) >= SnapshotLayout.VERSION_CHAINS) {
            chains(state);
        }
        final long before = words;
        check();
        final long checksum = crc.getValue();
        put(SnapshotLayout.head(SnapshotLayout.END));
        put(before);
        put(checksum);
        flush();
    }

    private void header(final CoreState state) {
        final CoreConfig config = state.config;
        put(SnapshotLayout.head(SnapshotLayout.HEADER));
        put(SnapshotLayout.MAGIC);
        put(version(state));
        put(config.shard);
        put(config.shardCount);
        put(config.laneCount);
        put(config.partitionCount);
        put(SnapshotLayout.head(SnapshotLayout.CORE));
        put(state.sequences.coreSequence);
        put(state.sequences.nowUs);
        put(state.sequences.orderNumber);
        put(state.sequences.expiredUs);
        put(state.killSwitch ? 1 : 0);
        put(state.orderIds.forgottenUs());
        put(state.transferIds.forgottenUs());
    }

    private void streams(final Sequences sequences) {
        for (int lane = 0; lane < sequences.orders.length; lane++) {
            put(SnapshotLayout.head(SnapshotLayout.LANE));
            put(lane);
            put(sequences.orders[lane]);
            put(sequences.ordersAcknowledged[lane]);
            put(sequences.outputs[lane]);
            put(sequences.outputSources[lane]);
            put(sequences.tickOwed[lane] ? 1 : 0);
            final UnsafeBuffer hash = new UnsafeBuffer(sequences.outputHashes[lane]);
            for (int i = 0; i < OutputHeader.HASH_LENGTH; i += Long.BYTES) {
                put(hash.getLong(i, ByteOrder.LITTLE_ENDIAN));
            }
        }
        for (int partition = 0; partition < sequences.events.length; partition++) {
            put(SnapshotLayout.head(SnapshotLayout.PARTITION));
            put(partition);
            put(sequences.events[partition]);
            put(sequences.eventsAcknowledged[partition]);
            put(sequences.operationOffsets[partition]);
        }
    }

    private void catalog(final Catalog catalog) {
        for (int id = 0; id <= CoreConfig.ASSET_ID_MAX; id++) {
            final Asset asset = catalog.asset(id);
            if (asset != null) {
                put(SnapshotLayout.head(SnapshotLayout.ASSET));
                put(asset.assetId);
                put(asset.scale);
                put(catalog.withdrawalLimit(id));
                put(asset.symbol);
            }
        }
        for (int id = 0; id <= CoreConfig.INSTRUMENT_ID_MAX; id++) {
            if (catalog.instrument(id) != null) {
                instrument(catalog.instrument(id));
            }
        }
        for (int tier = 1; tier <= CoreConfig.FEE_TIER_MAX; tier++) {
            for (int id = 0; id <= CoreConfig.INSTRUMENT_ID_MAX; id++) {
                if (catalog.hasTier(tier, id)) {
                    put(SnapshotLayout.head(SnapshotLayout.TIER));
                    put(tier);
                    put(id);
                    put(catalog.tier(tier, id));
                }
            }
        }
    }

    private void instrument(final Instrument instrument) {
        put(SnapshotLayout.head(SnapshotLayout.INSTRUMENT));
        put(instrument.instrumentId);
        put(instrument.baseAssetId);
        put(instrument.quoteAssetId);
        put(instrument.lane);
        put(instrument.state.code());
        put(instrument.priceScale);
        put(instrument.baseScale);
        put(instrument.quoteScale);
        put(instrument.tickSize);
        put(instrument.lotSize);
        put(instrument.notionalPerTickLot);
        put(instrument.quantityMin);
        put(instrument.quantityMax);
        put(instrument.notionalMin);
        put(instrument.notionalMax);
        put(instrument.priceMax);
        put(instrument.makerFeePpm);
        put(instrument.takerFeePpm);
        put(instrument.priceBandPpm);
        put(instrument.collarPpm);
        put(instrument.lastPrice);
        put(instrument.lastTradeId);
        put(instrument.symbol);
    }

    private void accounts(final CoreState state) {
        final AccountTable accounts = state.ledger.accounts;
        for (int slot = 0; slot < accounts.count(); slot++) {
            put(SnapshotLayout.head(SnapshotLayout.ACCOUNT));
            put(accounts.accountId(slot));
            put(accounts.sequence(slot));
            put(accounts.openMax(slot));
            put(accounts.isSuspended(slot) ? 1 : 0);
            put(accounts.tier(slot));
            put(accounts.deadlineUs(slot));
        }
        final BalanceTable balances = state.ledger.balances;
        for (int account = 0; account < accounts.count(); account++) {
            for (int slot = balances.first(account); slot != BalanceTable.NONE; slot = balances.next(slot)) {
                put(SnapshotLayout.head(SnapshotLayout.BALANCE));
                put(account);
                put(balances.assetId(slot));
                put(balances.available(slot));
                put(balances.held(slot));
                put(balances.withdrawn(slot, balances.day(slot)));
                put(balances.day(slot));
                put(balances.dailyLimit(slot));
            }
        }
    }

    private void orderIds(final OrderIdWindow window) {
        final FixedText id = new FixedText(FixedText.CLIENT_ORDER_ID_LENGTH);
        for (int n = 0; n < window.ids.count(); n++) {
            final int place = window.ids.place(n);
            put(SnapshotLayout.head(SnapshotLayout.ORDER_ID));
            id(window.ids, place, id);
            for (int word = 0; word < OrderIdWindow.PAYLOAD_WORDS; word++) {
                put(window.canonical(place, word));
            }
        }
    }

    private void id(final IdWindow ids, final int place, final FixedText text) {
        put(ids.owner(place));
        ids.text(place, text);
        put(text);
        put(ids.requestTimeUs(place));
        put(ids.expiresUs(place));
    }

    private void orders(final CoreState state) {
        final AccountTable accounts = state.ledger.accounts;
        final OrderTable orders = state.orders;
        final int[] ages = state.orderIds.ids.ages();
        for (int account = 0; account < accounts.count(); account++) {
            for (int slot = accounts.firstOrder(account); slot != OrderTable.NONE; slot = orders.next(slot)) {
                put(SnapshotLayout.head(SnapshotLayout.ORDER));
                put(account);
                put(ages[orders.place(slot)]);
                for (int word = 0; word < OrderTable.SNAPSHOT_WORDS; word++) {
                    put(orders.snapshotWord(slot, word));
                }
            }
        }
    }

    private void transferIds(final IdWindow ids) {
        final FixedText id = new FixedText(FixedText.REQUEST_ID_LENGTH);
        for (int n = 0; n < ids.count(); n++) {
            final int place = ids.place(n);
            put(SnapshotLayout.head(SnapshotLayout.TRANSFER_ID));
            id(ids, place, id);
            for (int word = 0; word < TransferIdWindow.PAYLOAD_WORDS; word++) {
                put(ids.payload(place, word));
            }
        }
    }

    private void limits(final OrderLimits limits) {
        for (int entry = 0; entry < limits.count(); entry++) {
            put(SnapshotLayout.head(SnapshotLayout.ORDER_LIMIT));
            put(limits.account(entry));
            put(limits.instrumentId(entry));
            put(limits.quantityMax(entry));
            put(limits.notionalMax(entry));
        }
    }

    /** The least that holds the state, so that an exchange without chains has the bytes that it always had. */
    private static int version(final CoreState state) {
        for (final long[] source : state.sequences.sources) {
            for (final long sequence : source) {
                if (sequence != 0) {
                    return SnapshotLayout.VERSION_CHAINS;
                }
            }
        }
        return state.withdrawals.number == 0 ? SnapshotLayout.VERSION_MIN : SnapshotLayout.VERSION_CHAINS;
    }

    private void chains(final CoreState state) {
        final long[][] sources = state.sequences.sources;
        for (int id = 0; id < sources.length; id++) {
            for (int partition = 0; partition < sources[id].length; partition++) {
                if (sources[id][partition] != 0) {
                    put(SnapshotLayout.head(SnapshotLayout.SOURCE));
                    put(id);
                    put(partition);
                    put(sources[id][partition]);
                }
            }
        }
        put(SnapshotLayout.head(SnapshotLayout.WITHDRAWALS));
        put(state.withdrawals.number);
        for (final Withdrawal withdrawal : state.withdrawals.all()) {
            put(SnapshotLayout.head(SnapshotLayout.WITHDRAWAL));
            put(state.ledger.balances.account(withdrawal.balance));
            put(state.ledger.balances.assetId(withdrawal.balance));
            put(withdrawal.id);
            put(withdrawal.amount);
            put(withdrawal.state.code());
            put(withdrawal.createdUs);
            put(withdrawal.address);
            put(withdrawal.requestId);
        }
    }

    private void put(final FixedText text) {
        for (final long word : text.words) {
            put(word);
        }
    }

    private void put(final long word) {
        if (length == bytes.length) {
            flush();
        }
        buffer.putLong(length, word, ByteOrder.LITTLE_ENDIAN);
        length += Long.BYTES;
        words++;
    }

    private void check() {
        crc.update(bytes, checked, length - checked);
        checked = length;
    }

    private void flush() {
        check();
        sink.onChunk(buffer, 0, length);
        length = 0;
        checked = 0;
    }
}
