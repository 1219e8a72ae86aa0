package io.millrace.gateway.keys;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.regex.Pattern;

/** Addresses and networks as text: {@code 10.1.2.3}, {@code 10.0.0.0/8}, {@code 2001:db8::/32}. Never asks a name server. */
public final class Networks {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(/\\d{1,3})?");

    private Networks() {}

    /** Whether a text is an address or a network. */
    public static boolean isValid(final String text) {
        if (!FORM.matcher(text).matches()) {
            return false;
        }
        final int slash = text.indexOf('/');
        final byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
        return address != null
                && (slash < 0 || Integer.parseInt(text.substring(slash + 1)) <= address.length * Byte.SIZE);
    }

    /** Whether an address is in one of the networks; true if there are none. */
    public static boolean admit(final Collection<String> networks, final InetAddress address) {
        return networks.isEmpty() || networks.stream().anyMatch(network -> contains(network, address.getAddress()));
    }

    private static boolean contains(final String network, final byte[] address) {
        final int slash = network.indexOf('/');
        final byte[] base = bytes(slash < 0 ? network : network.substring(0, slash));
        if (base == null || base.length != address.length) {
            return false;
        }
        final int bits = slash < 0 ? base.length * Byte.SIZE : Integer.parseInt(network.substring(slash + 1));
        for (int bit = 0; bit < bits; bit++) {
            final int mask = 0x80 >>> bit % Byte.SIZE;
            if (((base[bit / Byte.SIZE] ^ address[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(final String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (final UnknownHostException notAnAddress) {
            return null;
        }
    }
}
