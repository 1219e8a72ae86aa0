package io.millrace.chain.node;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.Event;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint64;

/** The contracts' functions as call data: hex with its prefix. Amounts are a token's smallest units. */
public final class VaultCalls {
    /** Stands for the chain's own coin. */
    public static final String NATIVE = "0x0000000000000000000000000000000000000000";
    /** First topic of the vault's log of a deposit. */
    public static final String DEPOSITED_TOPIC = EventEncoder.encode(new Event(
            "Deposited",
            List.of(
                    TypeReference.create(Address.class, true),
                    TypeReference.create(Uint64.class, true),
                    TypeReference.create(Address.class, true),
                    TypeReference.create(Uint256.class))));

    private static final int USER_SHIFT = 192;
    private static final BigInteger LEG_AMOUNT_LIMIT = BigInteger.ONE.shiftLeft(USER_SHIFT - 1);
    private static final BigInteger LEG_AMOUNT_MASK =
            BigInteger.ONE.shiftLeft(USER_SHIFT).subtract(BigInteger.ONE);

    /** One token's part of a batch. */
    public static final class TokenLegs extends DynamicStruct {
        public TokenLegs(final Address token, final DynamicArray<Bytes32> legs) {
            super(token, legs);
        }
    }

    private VaultCalls() {}

    public static String depositNative(final long user) {
        return encode("depositNative", user(user));
    }

    public static String depositToken(final String token, final long user, final BigInteger amount) {
        return encode("depositToken", new Address(token), user(user), new Uint256(amount));
    }

    public static String withdraw(
            final String token, final long user, final long nonce, final String to, final BigInteger amount) {
        return encode("withdraw", new Address(token), user(user), user(nonce), new Address(to), new Uint256(amount));
    }

    /** {@code legs}: by token in ascending order, then by user in ascending order, what is added to the user's balance. */
    public static String settleBatch(final long batchId, final SortedMap<String, SortedMap<Long, BigInteger>> legs) {
        final List<TokenLegs> groups = new ArrayList<>();
        legs.forEach((token, users) -> {
            final List<Bytes32> packed = new ArrayList<>();
            users.forEach((user, amount) -> packed.add(leg(user, amount)));
            groups.add(new TokenLegs(new Address(token), new DynamicArray<>(Bytes32.class, packed)));
        });
        return encode("settleBatch", user(batchId), new DynamicArray<>(TokenLegs.class, groups));
    }

    private static Bytes32 leg(final long user, final BigInteger amount) {
        if (amount.abs().compareTo(LEG_AMOUNT_LIMIT) >= 0) {
            throw new ArithmeticException("amount does not fit a leg user=" + user + " amount=" + amount);
        }
        final BigInteger word = BigInteger.valueOf(user).shiftLeft(USER_SHIFT).or(amount.and(LEG_AMOUNT_MASK));
        final byte[] bytes = new byte[32];
        final byte[] digits = word.toByteArray();
        final int length = Math.min(digits.length, bytes.length);
        System.arraycopy(digits, digits.length - length, bytes, bytes.length - length, length);
        return new Bytes32(bytes);
    }

    public static String balanceOf(final String token, final long user) {
        return encode("balanceOf", new Address(token), user(user));
    }

    public static String lastBatchId() {
        return encode("lastBatchId");
    }

    public static String setPaused(final boolean paused) {
        return encode("setPaused", new Bool(paused));
    }

    public static String isPaid(final long user, final long nonce) {
        return encode("isPaid", user(user), user(nonce));
    }

    /** A token's own: what an address has of it. */
    public static String tokenBalanceOf(final String holder) {
        return encode("balanceOf", new Address(holder));
    }

    public static String tokenMint(final String to, final BigInteger amount) {
        return encode("mint", new Address(to), new Uint256(amount));
    }

    public static String tokenApprove(final String spender, final BigInteger amount) {
        return encode("approve", new Address(spender), new Uint256(amount));
    }

    private static Uint64 user(final long user) {
        if (user < 0) {
            throw new IllegalArgumentException("negative number for the contract value=" + user);
        }
        return new Uint64(user);
    }

    @SuppressWarnings("rawtypes")
    private static String encode(final String name, final Type... arguments) {
        return FunctionEncoder.encode(new Function(name, List.of(arguments), List.of()));
    }
}
