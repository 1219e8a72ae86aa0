package io.millrace.chain;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.chain.node.Anvil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which process may be taken over as the node that a killed service has left. */
class DevNodeTest {
    @TempDir
    private Path directory;

    private void noted(final long pid) throws IOException {
        Files.writeString(directory.resolve("node.pid"), Long.toString(pid));
    }

    @Test
    void shouldKnowTheNodeThatWasStartedOnItsDirectoryAndNoOtherProcess() throws IOException {
        NodePackages.require();
        try (Anvil anvil = Anvil.start(Path.of("."), 0, List.of())) {
            final ProcessHandle node = ProcessHandle.of(anvil.pid()).orElseThrow();
            assertFalse(DevNode.isNodeOf(directory, node), "nothing was started here");
            noted(anvil.pid());
            assertTrue(DevNode.isNodeOf(directory, node));
            assertFalse(DevNode.isNodeOf(directory, ProcessHandle.current()));
            noted(anvil.pid() + 1);
            assertFalse(DevNode.isNodeOf(directory, node), "it is another chain's");
            noted(ProcessHandle.current().pid());
            assertFalse(DevNode.isNodeOf(directory, ProcessHandle.current()), "the number is another process's by now");
        }
    }
}
