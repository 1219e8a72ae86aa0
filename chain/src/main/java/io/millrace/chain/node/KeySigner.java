package io.millrace.chain.node;

import io.millrace.chain.vault.ChainRecord.Attempt;
import io.millrace.chain.vault.FeeQuote;
import io.millrace.chain.vault.Signer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.crypto.WalletUtils;
import org.web3j.crypto.exception.CipherException;
import org.web3j.utils.Numeric;

/** Signs with a key out of an encrypted key file. The key leaves this class by no way. */
public final class KeySigner implements Signer {
    private final Credentials credentials;
    private final long chainId;
    private final String vault;

    private KeySigner(final Credentials credentials, final long chainId, final String vault) {
        this.credentials = credentials;
        this.chainId = chainId;
        this.vault = vault;
    }

    /** Opens a key file of the usual form (Web3 Secret Storage). */
    public static KeySigner open(final Path file, final String password, final long chainId, final String vault) {
        try {
            return new KeySigner(WalletUtils.loadCredentials(password, file.toFile()), chainId, vault);
        } catch (final IOException | CipherException e) {
            throw new IllegalArgumentException(
                    "operator's key can't be opened file=" + file + " reason=" + e.getMessage(), e);
        }
    }

    /** Writes a key into an encrypted key file. */
    public static void write(final Path file, final String key, final String password) throws IOException {
        final Path directory = file.toAbsolutePath().getParent();
        try {
            final String name = WalletUtils.generateWalletFile(
                    password, Credentials.create(key).getEcKeyPair(), directory.toFile(), false);
            Files.move(directory.resolve(name), file, StandardCopyOption.REPLACE_EXISTING);
        } catch (final CipherException e) {
            throw new IOException("key can't be encrypted", e);
        }
    }

    @Override
    public String address() {
        return credentials.getAddress();
    }

    @Override
    public Attempt sign(final long nonce, final long gasLimit, final FeeQuote fee, final String data) {
        final RawTransaction transaction = RawTransaction.createTransaction(
                chainId,
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(gasLimit),
                vault,
                BigInteger.ZERO,
                data,
                fee.tip(),
                fee.feeMax());
        final byte[] signed = TransactionEncoder.signMessage(transaction, credentials);
        return new Attempt(Numeric.toHexString(signed), Numeric.toHexString(Hash.sha3(signed)), fee);
    }

    @Override
    public String toString() {
        return "signer " + address();
    }
}
