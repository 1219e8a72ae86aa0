import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A Millrace client of the JDK alone: sign, place and cancel an order, follow a book.
 *
 * <pre>
 *   java Millrace.java place SYMBOL BUY|SELL PRICE QUANTITY
 *   java Millrace.java cancel ORDER_ID
 *   java Millrace.java follow SYMBOL [MESSAGES]
 * </pre>
 *
 * MILLRACE_URL (http://127.0.0.1:3001); MILLRACE_KEY and MILLRACE_SECRET of an HMAC key, or MILLRACE_USER without
 * authentication.
 */
public final class Millrace {
    private static final String URL = System.getenv().getOrDefault("MILLRACE_URL", "http://127.0.0.1:3001");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public static void main(final String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "place" -> System.out.println(place(arguments[1], arguments[2], arguments[3], arguments[4]));
            case "cancel" -> System.out.println(call("DELETE", "/api/v1/orders/" + arguments[1], "").body());
            case "follow" -> follow(arguments[1], arguments.length > 2 ? Integer.parseInt(arguments[2]) : -1);
            default -> throw new IllegalArgumentException("place, cancel or follow");
        }
    }

    /** HMAC-SHA256 over timestamp, window, method, path and query as sent, and the body's hash. */
    static String signature(final String secret, final long timestamp, final String method, final String target,
            final String body) throws Exception {
        final byte[] hash = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
        final String canonical =
                timestamp + "\n5000\n" + method + "\n" + target + "\n" + HexFormat.of().formatHex(hash);
        final Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(canonical.getBytes(StandardCharsets.UTF_8)));
    }

    private static HttpResponse<String> call(final String method, final String target, final String body)
            throws Exception {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(URL + target))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        final String key = System.getenv("MILLRACE_KEY");
        if (key == null) {
            request.header("X-User-Id", System.getenv("MILLRACE_USER"));
        } else {
            final long timestamp = System.currentTimeMillis();
            request.header("X-API-KEY", key)
                    .header("X-TIMESTAMP", Long.toString(timestamp))
                    .header("X-RECV-WINDOW", "5000")
                    .header(
                            "X-SIGNATURE",
                            signature(System.getenv("MILLRACE_SECRET"), timestamp, method, target, body));
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String place(final String symbol, final String side, final String price, final String quantity)
            throws Exception {
        // The id is made before the first try: sent again with the same one, the order is never placed twice.
        final String order = """
                {"symbol":"%s","side":"%s","type":"LIMIT","timeInForce":"GTC","price":"%s","quantity":"%s",\
                "clientOrderId":"java-%s","respType":"FULL"}"""
                .formatted(symbol, side, price, quantity, UUID.randomUUID().toString().substring(0, 30));
        for (int attempt = 1; ; attempt++) {
            final HttpResponse<String> answer = call("POST", "/api/v1/orders", order);
            final boolean mayRepeat = answer.body().contains("\"retryable\":true")
                    || answer.body().contains("\"outcome\":\"UNKNOWN\"");
            if (answer.statusCode() < 400 || attempt == 5 || !mayRepeat) {
                return answer.body();
            }
            Thread.sleep(200);
        }
    }

    private static void follow(final String symbol, final int count) throws Exception {
        final String channels = "\"params\":{\"channels\":[\"depth." + symbol + "\"]}}";
        final Book book = new Book();
        int left = count;
        while (left != 0) {
            final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
            final WebSocket socket;
            try {
                socket = HTTP.newWebSocketBuilder()
                        .buildAsync(URI.create(URL.replace("http", "ws") + "/ws"), new Receiver(messages))
                        .join();
            } catch (final CompletionException away) {
                Thread.sleep(1000);
                continue;
            }
            socket.sendText("{\"id\":1,\"method\":\"subscribe\"," + channels, true).join();
            for (String message = messages.take(); !message.isEmpty() && left != 0; message = messages.take()) {
                if (message.contains("\"error\"")) {
                    throw new IllegalStateException(message);
                }
                if (!message.contains("\"channel\":\"depth.")) {
                    continue;
                }
                if (!book.take(message)) {
                    socket.sendText("{\"id\":2,\"method\":\"resync\"," + channels, true).join();
                    continue;
                }
                System.out.println("seq=" + book.sequence + " checksum=" + book.checksum() + " best="
                        + side(book.asks, 1) + "#" + side(book.bids, 1));
                left--;
            }
            socket.abort();
        }
    }

    /** Puts whole messages into a queue; an empty one says that the connection is gone. */
    private record Receiver(BlockingQueue<String> messages, StringBuilder text) implements WebSocket.Listener {
        Receiver(final BlockingQueue<String> messages) {
            this(messages, new StringBuilder());
        }

        @Override
        public CompletionStage<?> onText(final WebSocket socket, final CharSequence data, final boolean isLast) {
            text.append(data);
            if (isLast) {
                messages.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(final WebSocket socket, final int code, final String reason) {
            messages.add("");
            return null;
        }

        @Override
        public void onError(final WebSocket socket, final Throwable fault) {
            messages.add("");
        }
    }

    /** Replace on a snapshot; ignore what is old; resync on a gap or a wrong checksum. */
    private static final class Book {
        private static final Pattern LEVEL = Pattern.compile("\\[\"([0-9.]+)\",\"([0-9.]+)\"]");

        final TreeMap<BigDecimal, String> bids = new TreeMap<>(Comparator.reverseOrder());
        final TreeMap<BigDecimal, String> asks = new TreeMap<>();
        long sequence = -1;

        /** False: the book must be asked for again. */
        boolean take(final String message) {
            final long next = number(message, "seq");
            if (message.contains("\"type\":\"snapshot\"")) {
                bids.clear();
                asks.clear();
            } else if (next <= sequence) {
                return true;
            } else if (number(message, "prevSeq") != sequence) {
                return false;
            }
            apply(bids, message, "\"bids\":[");
            apply(asks, message, "\"asks\":[");
            sequence = next;
            return checksum() == number(message, "checksum");
        }

        long checksum() {
            final CRC32 crc = new CRC32();
            crc.update((side(asks, 10) + "#" + side(bids, 10)).getBytes(StandardCharsets.US_ASCII));
            return crc.getValue();
        }

        private static void apply(final TreeMap<BigDecimal, String> side, final String message, final String name) {
            final int start = message.indexOf(name) + name.length();
            final int end = message.charAt(start) == ']' ? start : message.indexOf("]]", start) + 1;
            final Matcher level = LEVEL.matcher(message).region(start, end);
            while (level.find()) {
                if (level.group(2).equals("0")) {
                    side.remove(new BigDecimal(level.group(1)));
                } else {
                    side.put(new BigDecimal(level.group(1)), level.group(2));
                }
            }
        }

        private static long number(final String message, final String name) {
            final Matcher value = Pattern.compile("\"" + name + "\":\"?([0-9]+)").matcher(message);
            if (!value.find()) {
                throw new IllegalArgumentException(name + " is missing: " + message);
            }
            return Long.parseLong(value.group(1));
        }
    }

    private static String side(final TreeMap<BigDecimal, String> side, final int count) {
        return side.entrySet().stream()
                .limit(count)
                .map(level -> level.getKey().toPlainString() + ":" + level.getValue())
                .collect(Collectors.joining("|"));
    }
}
