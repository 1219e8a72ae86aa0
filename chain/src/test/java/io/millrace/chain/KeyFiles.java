package io.millrace.chain;

import io.millrace.chain.node.KeySigner;
import io.millrace.chain.vault.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.WalletUtils;

/** Encrypted key files of well-known keys. */
final class KeyFiles {
    static final String PASSWORD = "a password of tests";

    private KeyFiles() {}

    static Signer signer(final String key, final long chainId, final String vault) {
        try {
            final Path directory = Files.createTempDirectory(Path.of("target"), "key");
            return KeySigner.open(write(directory, key), PASSWORD, chainId, vault);
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path write(final Path directory, final String key) {
        try {
            return directory.resolve(WalletUtils.generateWalletFile(
                    PASSWORD, Credentials.create(key).getEcKeyPair(), directory.toFile(), false));
        } catch (final Exception e) {
            throw new IllegalStateException("key file can't be written", e);
        }
    }
}
