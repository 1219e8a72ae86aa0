package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statement is everybody's, a proof its user's alone. */
class ProofRoutesTest {
    @TempDir
    private Path directory;

    @Test
    void shouldGiveEveryoneTheStatementAndEachTheirOwnProof() throws IOException {
        Files.writeString(directory.resolve("statement.json"), "{\"top\":\"ab\"}");
        Files.writeString(directory.resolve("user-1001.json"), "{\"userId\":1001}");
        assertEquals("{\"top\":\"ab\"}", get("/api/v1/liabilities", Caller.anonymous("127.0.0.1")));
        final Caller user = new Caller("u", 1001, Set.of(Access.READ));
        assertEquals("{\"userId\":1001}", get("/api/v1/liabilities/proof", user));
        final Caller other = new Caller("v", 1002, Set.of(Access.READ));
        final CompletionException refused =
                assertThrows(CompletionException.class, () -> get("/api/v1/liabilities/proof", other));
        assertTrue(refused.getCause() instanceof Refusal refusal && refusal.error() == ErrorCode.PROOF_NOT_FOUND);
    }

    private String get(final String path, final Caller caller) {
        final Route route = new ProofRoutes(directory)
                .routes().stream()
                        .filter(each -> each.template().equals(path))
                        .findFirst()
                        .orElseThrow();
        final Answer answer = route.handler()
                .handle(new Request("r-1", caller, Map.of(), Map.of(), null))
                .toCompletableFuture()
                .join();
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
