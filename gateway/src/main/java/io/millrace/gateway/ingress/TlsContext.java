package io.millrace.gateway.ingress;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate chain and its private key out of PEM files, as certificate authorities give them. */
public final class TlsContext {
    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "Ed25519");

    private TlsContext() {}

    /** {@code key}: PKCS #8, not encrypted. Throws with the file's name if one of them is not what it should be. */
    public static SSLContext of(final Path certificates, final Path key) {
        try {
            final KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", privateKey(key), new char[0], chain(certificates));
            final KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            final SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (final GeneralSecurityException | IOException bad) {
            throw new IllegalArgumentException(
                    "no TLS with certificate=" + certificates + " key=" + key + ": " + bad.getMessage(), bad);
        }
    }

    private static Certificate[] chain(final Path file) throws GeneralSecurityException, IOException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                .toArray(new Certificate[0]);
    }

    private static PrivateKey privateKey(final Path file) throws GeneralSecurityException, IOException {
        final String pem = Files.readString(file, StandardCharsets.US_ASCII);
        final int begin = pem.indexOf(KEY_BEGIN);
        final int end = pem.indexOf(KEY_END);
        if (begin < 0 || end < begin) {
            throw new GeneralSecurityException("the key is not PKCS #8 in PEM: " + KEY_BEGIN);
        }
        final byte[] encoded = Base64.getMimeDecoder().decode(pem.substring(begin + KEY_BEGIN.length(), end));
        GeneralSecurityException last = new GeneralSecurityException("no algorithm was tried");
        for (final String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (final GeneralSecurityException other) {
                last = other;
            }
        }
        throw last;
    }
}
