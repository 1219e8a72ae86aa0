package io.millrace.exchange.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class PortOwnerTest {
    @Test
    void shouldNameTheProcessThatListens() throws Exception {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertEquals(Optional.of(ProcessHandle.current()), PortOwner.of(socket.getLocalPort()));
            assertTrue(PortOwner.describe(socket.getLocalPort())
                    .startsWith("pid=" + ProcessHandle.current().pid()));
        }
    }

    @Test
    void shouldNameTheProcessThatHasADatagramPort() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertEquals(Optional.of(ProcessHandle.current()), PortOwner.of(socket.getLocalPort()));
        }
    }
}
