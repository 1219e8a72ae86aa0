package io.millrace.chain.egress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.chain.vault.ChainRecord;
import io.millrace.chain.vault.ChainRecord.Attempt;
import io.millrace.chain.vault.ChainRecord.Leg;
import io.millrace.chain.vault.ChainRecord.TradeId;
import io.millrace.chain.vault.DepositLog;
import io.millrace.chain.vault.FeeQuote;
import io.millrace.chain.vault.Head;
import io.millrace.settlement.ingress.ChainRecordDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private static final FeeQuote FEE = new FeeQuote(BigInteger.TWO.pow(70), BigInteger.ONE);
    private static final List<ChainRecord> RECORDS = List.of(
            new ChainRecord.BlockSeen(new Head(7, "0xaa", "0xbb")),
            new ChainRecord.Deposit(
                    new DepositLog("0xaa", "0xcc", 3, "0xdd", BigInteger.TWO.pow(64), "0xee", BigInteger.TWO.pow(255)),
                    7,
                    1,
                    new ChainRecord.Credit(2, 100, BigInteger.TEN),
                    ChainRecord.DepositStatus.LOST,
                    "REORG",
                    new ChainRecord.Sent(65_537, 9)),
            new ChainRecord.Withdrawal(
                    1,
                    new ChainRecord.Claim(2, 3, 4, "0xff"),
                    ChainRecord.WithdrawalStatus.SUBMITTED,
                    "",
                    new ChainRecord.Payment(5, "0x11", 6, 7),
                    8,
                    ChainRecord.Sent.NOTHING,
                    true),
            new ChainRecord.Transaction(
                    5,
                    new ChainRecord.Call(ChainRecord.Purpose.BATCH, 6, "0x1234", 21_000),
                    List.of(new Attempt("0x02", "0x03", FEE), new Attempt("0x04", "0x05", FEE)),
                    ChainRecord.TransactionStatus.MINED,
                    1,
                    2,
                    new ChainRecord.Inclusion("0x05", 3, "0xaa", 4)),
            new ChainRecord.Batch(
                    1,
                    ChainRecord.BatchStatus.RETRYING,
                    "why",
                    new ChainRecord.Netted(
                            List.of(new TradeId(1, 2), new TradeId(1, 3)),
                            List.of(new Leg(1, 0, -5), new Leg(1, 9, 5))),
                    4,
                    new ChainRecord.Payment(5, "0x06", 7, 8),
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

    /** What earlier builds have written is in topics for ever. */
    @Test
    void shouldWriteTheBytesOfEarlierBuilds() throws IOException {
        try (InputStream frozen = getClass().getResourceAsStream("/chain-events-v0.txt")) {
            final List<String> lines = new String(frozen.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
            for (int i = 0; i < RECORDS.size(); i++) {
                final byte[] bytes = HexFormat.of().parseHex(lines.get(i));
                assertArrayEquals(bytes, RecordCodec.encode(RECORDS.get(i)).toBytes(31337, 12, 34));
                assertEquals(RECORDS.get(i), RecordCodec.decode(ChainFields.of(bytes)));
            }
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

    @Test
    void shouldBeReadBySettlementAsItIsMeant() {
        final List<String> read = RECORDS.stream()
                .map(record -> RecordCodec.encode(record).toBytes(31337, 12, 34))
                .map(bytes -> new ChainRecordDecoder().decode(new UnsafeBuffer(bytes), 0))
                .map(record -> record.toString().replace("ChainStamp[chainId=31337, sequence=12, timestampUs=34]", "S"))
                .toList();
        assertEquals("Internal[stamp=S]", read.get(0));
        assertEquals(
                "Deposit[stamp=S, log=DepositLog[blockHash=0xaa, txHash=0xcc, logIndex=3, token=0xdd, user="
                        + BigInteger.TWO.pow(64) + ", sender=0xee, amount=" + BigInteger.TWO.pow(255)
                        + "], height=7, assetId=2, amount=100, rest=10, status=LOST, reason=REORG]",
                read.get(1));
        assertEquals(
                "Payment[stamp=S, userId=2, withdrawalId=1, status=SUBMITTED, reason=, "
                        + "transaction=ChainTransaction[nonce=5, hash=0x11, height=6, gasUsed=7]]",
                read.get(2));
        assertEquals("Internal[stamp=S]", read.get(3));
        assertEquals(
                "Batch[stamp=S, number=1, batchId=4, status=RETRYING, reason=why, attempts=2, "
                        + "transaction=ChainTransaction[nonce=5, hash=0x06, height=7, gasUsed=8], "
                        + "trades=[TradeKey[instrumentId=1, tradeId=2], TradeKey[instrumentId=1, tradeId=3]], legCount=2]",
                read.get(4));
        assertEquals(List.of("Internal[stamp=S]", "Internal[stamp=S]"), read.subList(5, 7));
    }
}
