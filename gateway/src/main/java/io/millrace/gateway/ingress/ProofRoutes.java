package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What {@code millrace proof publish} left: the statement for everybody, and to each user their own proof. Reads files alone. */
final class ProofRoutes {
    private final Path directory;

    ProofRoutes(final Path directory) {
        this.directory = directory;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/api/v1/liabilities", Access.PUBLIC, Set.of(), request -> file("statement.json")),
                new Route(
                        "GET",
                        "/api/v1/liabilities/proof",
                        Access.READ,
                        Set.of(),
                        request -> file("user-" + request.userId() + ".json")));
    }

    /** Off the I/O thread: a disk may take its time. */
    private CompletionStage<Answer> file(final String name) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new Answer(200, Answer.JSON, Files.readAllBytes(directory.resolve(name)));
            } catch (final NoSuchFileException e) {
                throw Refusal.of(ErrorCode.PROOF_NOT_FOUND, "no proof of liabilities was published for you");
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
