package io.millrace.exchange.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class PortCheckTest {
    @TempDir
    private Path directory;

    @Test
    void shouldRefuseTheChainsPortToWhoIsNotTheNodeThatWasLeft() throws Exception {
        // A service has died, and the number of its node is this process's by now.
        Files.writeString(
                directory.resolve("node.pid"),
                Long.toString(ProcessHandle.current().pid()));
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            final int port = socket.getLocalPort();
            final Config config = ConfigFactory.parseMap(Map.of(
                            "millrace.up.chain",
                            true,
                            "millrace.chain.dev.enabled",
                            true,
                            "millrace.chain.dev.port",
                            port,
                            "millrace.chain.dev.data-dir",
                            directory.toString()))
                    .withFallback(ConfigFactory.load());
            final List<String> taken = PortCheck.taken(config).stream()
                    .filter(line -> line.contains("port " + port + " "))
                    .toList();
            assertEquals(1, taken.size(), taken.toString());
            assertTrue(taken.get(0).contains("pid=" + ProcessHandle.current().pid()), taken.get(0));
        }
    }
}
