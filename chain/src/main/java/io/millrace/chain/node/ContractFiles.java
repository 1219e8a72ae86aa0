package io.millrace.chain.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Type;

/** The contracts as they were compiled. */
public final class ContractFiles {
    private ContractFiles() {}

    /** Creation code of a contract with its constructor's arguments, as hex with its prefix. */
    public static String creationCode(final String contract, final List<Type<?>> arguments) {
        return "0x" + read(contract + ".bin").strip() + FunctionEncoder.encodeConstructor(List.copyOf(arguments));
    }

    private static String read(final String name) {
        try (InputStream stream = ContractFiles.class.getResourceAsStream("/io/millrace/chain/contracts/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("compiled contract is not in the class path name=" + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (final IOException e) {
            throw new IllegalStateException("compiled contract can't be read name=" + name, e);
        }
    }
}
