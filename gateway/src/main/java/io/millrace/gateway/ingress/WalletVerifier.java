package io.millrace.gateway.ingress;

import io.millrace.gateway.keys.Eip712;
import io.millrace.gateway.keys.SignedWithdrawal;
import io.millrace.gateway.keys.WalletSignature;
import java.util.Arrays;

/** An Ethereum wallet: signatures over typed data, 65 bytes as 0x hex. Any thread may call. */
final class WalletVerifier implements SignatureVerifier {
    private final byte[] address;
    private final Eip712 domain;

    WalletVerifier(final byte[] address, final Eip712 domain) {
        this.address = address;
        this.domain = domain;
    }

    @Override
    public boolean verify(final byte[] message, final String signature) {
        return isSigner(domain.digest(message), signature);
    }

    /** Whether withdrawals have to be signed as such. */
    boolean signsWithdrawals() {
        return domain.hasVault();
    }

    /** False for anything that is not the signature of this withdrawal, whatever it looks like. */
    boolean verify(final SignedWithdrawal withdrawal, final String signature) {
        return isSigner(domain.digest(withdrawal), signature);
    }

    private boolean isSigner(final byte[] digest, final String signature) {
        return Arrays.equals(address, WalletSignature.signer(digest, signature));
    }
}
