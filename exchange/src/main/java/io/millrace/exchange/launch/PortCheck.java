package io.millrace.exchange.launch;

import com.typesafe.config.Config;
import io.millrace.chain.DevNet;
import io.millrace.embedded.Ports;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Looks whether the ports that an exchange is about to take are free, and who has them if not. */
public final class PortCheck {
    private static final String LOOPBACK = "127.0.0.1";

    private PortCheck() {}

    /** One line for each port that another process has. */
    public static List<String> taken(final Config config) {
        final List<String> taken = new ArrayList<>();
        if (config.getBoolean("millrace.up.broker.embedded")) {
            add("broker", "kafka", config.getInt("millrace.up.broker.port"), taken);
        }
        if (config.getBoolean("millrace.up.store.embedded")) {
            add("store", "cql", config.getInt("millrace.up.store.port"), taken);
        }
        for (final PlannedService service : PlannedService.all(config)) {
            new TreeMap<>(service.ports()).forEach((purpose, port) -> {
                if (!isLeftBehind(config, port)) {
                    add(service.name(), purpose, port, taken);
                }
            });
        }
        return taken;
    }

    /** The node of a chain of this machine's own lives on when everything is killed; the next service takes it over. */
    private static boolean isLeftBehind(final Config config, final int port) {
        return config.getBoolean("millrace.up.chain")
                && PortOwner.of(port)
                        .filter(process -> DevNet.isNodeOf(config, process))
                        .isPresent();
    }

    private static void add(final String process, final String purpose, final int port, final List<String> taken) {
        if (Ports.isTaken(LOOPBACK, port) || isUdpTaken(port)) {
            taken.add("port " + port + " (" + process + ", " + purpose + ") is taken by " + PortOwner.describe(port));
        }
    }

    private static boolean isUdpTaken(final int port) {
        try (DatagramSocket socket = new DatagramSocket(null)) {
            socket.setReuseAddress(false);
            socket.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), port));
            return false;
        } catch (final IOException e) {
            return true;
        }
    }
}
