package io.millrace.gateway.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final byte[] MASTER_KEY = new byte[32];

    @Test
    void shouldOpenASecretOnlyWhereItBelongs() {
        final SecretSealer sealer = new SecretSealer(MASTER_KEY);
        final byte[] secret = sealer.newSecret();
        final byte[] sealed = sealer.seal("key", 7, secret);
        assertArrayEquals(secret, sealer.open("key", 7, sealed));
        assertFalse(new String(sealed, StandardCharsets.ISO_8859_1)
                .contains(new String(secret, StandardCharsets.ISO_8859_1)));
        assertThrows(IllegalArgumentException.class, () -> sealer.open("other", 7, sealed));
        assertThrows(IllegalArgumentException.class, () -> sealer.open("key", 8, sealed));
        sealed[20] ^= 1;
        assertThrows(IllegalArgumentException.class, () -> sealer.open("key", 7, sealed));
        final byte[] otherMaster = new byte[32];
        otherMaster[0] = 1;
        assertThrows(IllegalArgumentException.class, () -> new SecretSealer(otherMaster)
                .open("key", 7, sealer.seal("key", 7, secret)));
    }

    @Test
    void shouldReadATokenUntilItsTimeIsOver() {
        final AccessTokens tokens = new AccessTokens(MASTER_KEY);
        final AccessTokens.Claim claim = new AccessTokens.Claim("key", 7, 3, 1000);
        final String token = tokens.issue(claim);
        assertEquals(Optional.of(claim), new AccessTokens(MASTER_KEY).read(token, 999));
        assertTrue(tokens.read(token, 1000).isEmpty());
        final byte[] otherMaster = new byte[32];
        otherMaster[0] = 1;
        assertTrue(new AccessTokens(otherMaster).read(token, 999).isEmpty());
        for (int i = 0; i < token.length(); i++) {
            final char[] altered = token.toCharArray();
            altered[i] = altered[i] == 'A' ? 'Q' : 'A';
            assertTrue(tokens.read(new String(altered), 999).isEmpty(), "altered at " + i);
        }
        assertTrue(tokens.read("", 0).isEmpty());
        assertTrue(tokens.read("a.b", 0).isEmpty());
    }

    @Test
    void shouldKeepTheLatestWordAboutAKeyWhateverComesFirst() {
        final KeyDirectory directory = new KeyDirectory();
        directory.put(key(7, true, 5));
        directory.put(key(7, false, 4));
        assertTrue(directory.active("key", 0).isEmpty(), "an older row brings nothing back");
        directory.put(key(7, false, 6));
        assertEquals(7, directory.active("key", 0).orElseThrow().userId());
        directory.put(key(8, false, 1));
        assertTrue(directory.active("key", 0).isEmpty(), "two users: nobody's");
        directory.put(key(8, true, 2));
        assertEquals(7, directory.active("key", 0).orElseThrow().userId());
        assertEquals(1, directory.ofUser(8).size());
    }

    @Test
    void shouldAdmitAddressesOfItsNetworks() throws Exception {
        final InetAddress inside = InetAddress.getByName("10.1.2.3");
        final InetAddress v6 = InetAddress.getByName("2001:db8::1");
        assertTrue(Networks.admit(List.of(), inside));
        assertTrue(Networks.admit(List.of("10.0.0.0/8"), inside));
        assertTrue(Networks.admit(List.of("192.168.1.1", "10.1.2.3"), inside));
        assertFalse(Networks.admit(List.of("10.1.2.4", "11.0.0.0/8"), inside));
        assertTrue(Networks.admit(List.of("2001:db8::/32"), v6));
        assertFalse(Networks.admit(List.of("10.0.0.0/8"), v6));
        for (final String bad : List.of("localhost", "10.0.0.0/33", "10.0.0", "", "::1/129", "example.org/8")) {
            assertFalse(Networks.isValid(bad), bad);
        }
        assertTrue(Networks.isValid("::1"));
        assertTrue(Networks.isValid("0.0.0.0/0"));
    }

    private static StoredKey key(final long userId, final boolean revoked, final long version) {
        return new StoredKey("key", userId, KeyKind.ED25519, 1, revoked, new byte[32], "", 0, version);
    }
}
