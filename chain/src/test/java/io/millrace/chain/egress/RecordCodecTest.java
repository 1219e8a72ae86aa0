package io.millrace.chain.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.chain.vault.ChainRecord;
import io.millrace.chain.vault.ChainRecord.Attempt;
import io.millrace.chain.vault.ChainRecord.Leg;
import io.millrace.chain.vault.ChainRecord.TradeId;
import io.millrace.chain.vault.DepositLog;
import io.millrace.chain.vault.FeeQuote;
import io.millrace.chain.vault.Head;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private static final FeeQuote FEE = new FeeQuote(BigInteger.TWO.pow(70), BigInteger.ONE);
    private static final List<ChainRecord> RECORDS = List.of(
            new ChainRecord.BlockSeen(new Head(7, "0xaa", "0xbb")),
            new ChainRecord.Deposit(
                    new DepositLog("0xaa", "0xcc", 3, "0xdd", BigInteger.TWO.pow(64), "0xee", BigInteger.TWO.pow(255)),
                    7,
                    1,
                    2,
                    100,
                    BigInteger.TEN,
                    ChainRecord.DepositStatus.LOST,
                    "REORG",
                    65_537,
                    9),
            new ChainRecord.Withdrawal(
                    1, 2, 3, 4, "0xff", ChainRecord.WithdrawalStatus.SUBMITTED, "", 5, "0x11", 6, 7, 8, -1, 0, true),
            new ChainRecord.Transaction(
                    5,
                    ChainRecord.Purpose.BATCH,
                    6,
                    "0x1234",
                    21_000,
                    List.of(new Attempt("0x02", "0x03", FEE), new Attempt("0x04", "0x05", FEE)),
                    ChainRecord.TransactionStatus.MINED,
                    1,
                    2,
                    "0x05",
                    3,
                    "0xaa",
                    4),
            new ChainRecord.Batch(
                    1,
                    ChainRecord.BatchStatus.RETRYING,
                    "why",
                    List.of(new TradeId(1, 2), new TradeId(1, 3)),
                    List.of(new Leg(1, 0, -5), new Leg(1, 9, 5)),
                    4,
                    5,
                    "0x06",
                    7,
                    8,
                    2,
                    10),
            new ChainRecord.Place(ChainRecord.Stream.LANE, 3, 9, "ab"),
            new ChainRecord.Liability(0, 2, -7));

    @Test
    void shouldReadWhatItWrote() {
        for (final ChainRecord record : RECORDS) {
            final byte[] bytes = RecordCodec.encode(record).toBytes(31337, 12, 34);
            assertEquals(record, RecordCodec.decode(ChainFields.of(bytes)));
            assertEquals(12, ChainFields.sequence(bytes));
        }
    }

    @Test
    void shouldRefuseARecordThatEndsTooEarlyAtAnyByte() {
        for (final ChainRecord record : RECORDS) {
            final byte[] bytes = RecordCodec.encode(record).toBytes(31337, 12, 34);
            for (int length = 0; length < bytes.length; length++) {
                final byte[] part = Arrays.copyOf(bytes, length);
                assertThrows(RuntimeException.class, () -> RecordCodec.decode(ChainFields.of(part)));
            }
        }
    }
}
