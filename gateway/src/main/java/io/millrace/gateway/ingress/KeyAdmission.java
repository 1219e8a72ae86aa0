package io.millrace.gateway.ingress;

import io.millrace.gateway.keys.AccessTokens;
import io.millrace.gateway.keys.Eip712;
import io.millrace.gateway.keys.KeyDirectory;
import io.millrace.gateway.keys.SecretSealer;
import java.util.List;

/**
 * What authentication stands on.
 *
 * @param configured keys of the configuration: those that the first keys are made with
 * @param directory keys that were made by commands
 * @param sealer null: no master key is configured, and there are no HMAC keys but configured ones
 * @param tokens good for all gateways that have the same master key
 */
public record KeyAdmission(
        List<ApiKey> configured, KeyDirectory directory, SecretSealer sealer, AccessTokens tokens, Eip712 domain) {}
