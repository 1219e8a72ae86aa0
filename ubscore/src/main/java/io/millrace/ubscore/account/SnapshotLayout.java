package io.millrace.ubscore.account;

/**
 * A snapshot is a stream of little-endian 64-bit words: records, each a head word (type in the high half, count of words that
 * follow in the low half) and its words, in the order of the types below, and within a type in the order in which the state came
 * to be. Equal states give equal bytes. Version 1 has nothing of chains; a state that has nothing of them is written as version 1.
 *
 * <pre>
 *   HEADER       magic version shard shards lanes partitions
 *   CORE         coreSequence nowUs orderNumber expiredUs killSwitch forgottenUs(orders) forgottenUs(transfers)
 *   LANE         lane orders acknowledged outputs sources tickOwed hash[4]
 *   PARTITION    partition events acknowledged offset
 *   ASSET        id scale withdrawalLimit symbol[2]
 *   INSTRUMENT   the definition's fields, lastPrice lastTradeId symbol[4]
 *   TIER         tier instrument rates
 *   ACCOUNT      id sequence openMax suspended tier deadlineUs
 *   BALANCE      account asset available held withdrawn day dailyLimit; account: its place among ACCOUNTs
 *   ORDER_ID     userId id[5] requestTimeUs expiresUs payload[7]
 *   ORDER        account idPlace orderId kind price quantity filled filledNotional hold remaining ppm trigger expiry
 *                amendPrice amendQuantity; idPlace: its place among ORDER_IDs; kind, ppm as in OrderTable
 *   TRANSFER_ID  userId id[8] requestTimeUs expiresUs payload[4]
 *   ORDER_LIMIT  account instrument quantityMax notionalMax
 *   SOURCE       id partition sequence
 *   WITHDRAWALS  number
 *   WITHDRAWAL   account asset id amount state createdUs address[6] requestId[8]; account: its place among ACCOUNTs
 *   END          words before this record, CRC32C of their bytes
 * </pre>
 */
final class SnapshotLayout {
    static final long MAGIC = 0x0045_4341_524C_494DL; // "MILRACE"
    static final int VERSION_MIN = 1;
    /** The first with SOURCE, WITHDRAWALS and WITHDRAWAL. */
    static final int VERSION_CHAINS = 2;

    static final int VERSION = VERSION_CHAINS;

    static final int HEADER = 1;
    static final int CORE = 2;
    static final int LANE = 3;
    static final int PARTITION = 4;
    static final int ASSET = 5;
    static final int INSTRUMENT = 6;
    static final int TIER = 7;
    static final int ACCOUNT = 8;
    static final int BALANCE = 9;
    static final int ORDER_ID = 10;
    static final int ORDER = 11;
    static final int TRANSFER_ID = 12;
    static final int ORDER_LIMIT = 13;
    /** The last record of all, whatever its number. */
    static final int END = 14;

    static final int SOURCE = 15;
    static final int WITHDRAWALS = 16;
    static final int WITHDRAWAL = 17;

    /** Words of each type, by type. */
    private static final int[] WORDS = {0, 6, 7, 10, 4, 5, 26, 3, 6, 7, 15, 15, 15, 4, 2, 3, 1, 20};

    /** Head and words of the longest record. */
    static final int RECORD_WORDS_MAX = 27;

    private SnapshotLayout() {}

    /** Count of a record's words; -1: there is no such type. */
    static int words(final int type) {
        return type >= HEADER && type <= WITHDRAWAL ? WORDS[type] : -1;
    }

    /** Where a type stands among the others. */
    static int rank(final int type) {
        return type == END ? WORDS.length : type;
    }

    static long head(final int type) {
        return Ints.pack(type, WORDS[type]);
    }
}
