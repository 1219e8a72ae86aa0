package io.millrace.embedded;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a CQL node one question over the native protocol, version 4, without a driver. */
final class CqlProbe {
    private static final int VERSION = 4;
    private static final int OPCODE_STARTUP = 1;
    private static final int OPCODE_READY = 2;
    private static final int OPCODE_QUERY = 7;
    private static final int OPCODE_RESULT = 8;
    private static final int CONSISTENCY_ONE = 1;
    private static final int TIMEOUT_MS = 2_000;
    private static final int BODY_LENGTH_MAX = 1 << 20;
    private static final String QUERY = "SELECT release_version FROM system.local";

    private CqlProbe() {}

    /** Whether a query is answered by rows. */
    static boolean answers(final String host, final int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            final DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            final DataInputStream in = new DataInputStream(socket.getInputStream());
            sendStartup(out);
            if (receive(in) != OPCODE_READY) {
                return false;
            }
            sendQuery(out);
            return receive(in) == OPCODE_RESULT;
        } catch (final IOException e) {
            return false;
        }
    }

    private static void sendStartup(final DataOutputStream out) throws IOException {
        final byte[] key = "CQL_VERSION".getBytes(StandardCharsets.UTF_8);
        final byte[] value = "3.0.0".getBytes(StandardCharsets.UTF_8);
        sendHeader(out, OPCODE_STARTUP, 3 * Short.BYTES + key.length + value.length);
        out.writeShort(1);
        out.writeShort(key.length);
        out.write(key);
        out.writeShort(value.length);
        out.write(value);
        out.flush();
    }

    private static void sendQuery(final DataOutputStream out) throws IOException {
        final byte[] query = QUERY.getBytes(StandardCharsets.UTF_8);
        sendHeader(out, OPCODE_QUERY, Integer.BYTES + query.length + Short.BYTES + Byte.BYTES);
        out.writeInt(query.length);
        out.write(query);
        out.writeShort(CONSISTENCY_ONE);
        out.writeByte(0);
        out.flush();
    }

    private static void sendHeader(final DataOutputStream out, final int opcode, final int length) throws IOException {
        out.writeByte(VERSION);
        out.writeByte(0);
        out.writeShort(0);
        out.writeByte(opcode);
        out.writeInt(length);
    }

    private static int receive(final DataInputStream in) throws IOException {
        in.skipNBytes(4);
        final int opcode = in.readUnsignedByte();
        final int length = in.readInt();
        if (length < 0 || length > BODY_LENGTH_MAX) {
            throw new IOException("not a CQL answer length=" + length);
        }
        in.skipNBytes(length);
        return opcode;
    }
}
