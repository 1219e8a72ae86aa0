package io.millrace.gateway.egress;

import io.millrace.gateway.trading.AdminCommand;
import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.ApiKeyKind;
import io.millrace.schema.sbe.DefineAssetEncoder;
import io.millrace.schema.sbe.DefineInstrumentEncoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.InstrumentState;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.PutApiKeyEncoder;
import io.millrace.schema.sbe.RevokeApiKeyEncoder;
import io.millrace.schema.sbe.SetFeeTierEncoder;
import io.millrace.schema.sbe.SetInstrumentStateRequestEncoder;
import io.millrace.schema.sbe.SetKillSwitchEncoder;
import io.millrace.schema.sbe.SetOrderLimitEncoder;
import io.millrace.schema.sbe.SetUserLimitsEncoder;
import io.millrace.schema.sbe.SetUserStateEncoder;
import io.millrace.schema.sbe.SetUserTierEncoder;
import io.millrace.schema.sbe.SetWithdrawalLimitEncoder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** An operator's commands as sealed bytes. Holds no state: any thread may call. */
final class AdminEncoding {
    private static final int MATERIAL_LENGTH = PutApiKeyEncoder.materialLength();

    private AdminEncoding() {}

    static byte[] encode(final long correlationId, final AdminCommand command) {
        final UnsafeBuffer buffer = new UnsafeBuffer(
                new byte
                        [MessageHeaderEncoder.ENCODED_LENGTH
                                + PutApiKeyEncoder.BLOCK_LENGTH
                                + CommandFrame.TRAILER_LENGTH]);
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + blockLength(correlationId, command, buffer);
        return Arrays.copyOf(buffer.byteArray(), new CommandFrame().seal(buffer, 0, length));
    }

    private static int blockLength(final long correlationId, final AdminCommand command, final UnsafeBuffer buffer) {
        if (command instanceof AdminCommand.DefineAsset define) {
            return asset(
                    new DefineAssetEncoder()
                            .wrapAndApplyHeader(buffer, 0, header())
                            .correlationId(correlationId),
                    define);
        } else if (command instanceof AdminCommand.DefineInstrument define) {
            return instrument(
                    new DefineInstrumentEncoder()
                            .wrapAndApplyHeader(buffer, 0, header())
                            .correlationId(correlationId),
                    define);
        } else if (command instanceof AdminCommand.SetInstrumentState set) {
            return new SetInstrumentStateRequestEncoder()
                    .wrapAndApplyHeader(buffer, 0, header())
                    .correlationId(correlationId)
                    .instrumentId(set.instrumentId())
                    .state(InstrumentState.valueOf(set.state()))
                    .encodedLength();
        } else if (command instanceof AdminCommand.SetKillSwitch set) {
            return new SetKillSwitchEncoder()
                    .wrapAndApplyHeader(buffer, 0, header())
                    .correlationId(correlationId)
                    .engaged(flag(set.engaged()))
                    .cancelOpen(flag(set.cancelOpen()))
                    .encodedLength();
        } else if (command instanceof AdminCommand.SetFeeTier set) {
            return new SetFeeTierEncoder()
                    .wrapAndApplyHeader(buffer, 0, header())
                    .correlationId(correlationId)
                    .tier((short) set.tier())
                    .instrumentId(set.instrumentId())
                    .makerFeePpm(set.makerFeePpm())
                    .takerFeePpm(set.takerFeePpm())
                    .encodedLength();
        }
        return ofUser(correlationId, command, buffer);
    }

    private static int ofUser(final long correlationId, final AdminCommand command, final UnsafeBuffer buffer) {
        if (command instanceof AdminCommand.SetUserState set) {
            return new SetUserStateEncoder()
                    .wrapAndApplyHeader(buffer, 0, header())
                    .correlationId(correlationId)
                    .userId(set.userId())
                    .suspended(flag(set.suspended()))
                    .cancelOpen(flag(set.cancelOpen()))
                    .encodedLength();
        } else if (command instanceof AdminCommand.SetUserLimits set) {
            return new SetUserLimitsEncoder()
                    .wrapAndApplyHeader(buffer, 0, header())
                    .correlationId(correlationId)
                    .userId(set.userId())
                    .openOrdersMax(set.openOrdersMax())
                    .encodedLength();
        } else if (command instanceof AdminCommand.SetOrderLimit set) {
            return new SetOrderLimitEncoder()
                    .wrapAndApplyHeader(buffer, 0, header())
                    .correlationId(correlationId)
                    .userId(set.userId())
                    .instrumentId(set.instrumentId())
                    .quantityMax(set.quantityMax())
                    .notionalMax(set.notionalMax())
                    .encodedLength();
        } else if (command instanceof AdminCommand.SetWithdrawalLimit set) {
            return new SetWithdrawalLimitEncoder()
                    .wrapAndApplyHeader(buffer, 0, header())
                    .correlationId(correlationId)
                    .userId(set.userId())
                    .assetId(set.assetId())
                    .dailyAmountMax(set.dailyAmountMax())
                    .encodedLength();
        } else if (command instanceof AdminCommand.SetUserTier set) {
            return new SetUserTierEncoder()
                    .wrapAndApplyHeader(buffer, 0, header())
                    .correlationId(correlationId)
                    .userId(set.userId())
                    .tier((short) set.tier())
                    .encodedLength();
        } else if (command instanceof AdminCommand.PutApiKey put) {
            return apiKey(
                    new PutApiKeyEncoder()
                            .wrapAndApplyHeader(buffer, 0, header())
                            .correlationId(correlationId),
                    put);
        } else if (command instanceof AdminCommand.RevokeApiKey revoke) {
            return new RevokeApiKeyEncoder()
                    .wrapAndApplyHeader(buffer, 0, header())
                    .correlationId(correlationId)
                    .userId(revoke.userId())
                    .keyId(revoke.keyId())
                    .encodedLength();
        }
        throw new IllegalStateException("command has no encoding: " + command);
    }

    private static MessageHeaderEncoder header() {
        return new MessageHeaderEncoder();
    }

    private static int asset(final DefineAssetEncoder encoder, final AdminCommand.DefineAsset command) {
        encoder.asset()
                .assetId(command.asset().assetId())
                .scale((short) command.asset().scale())
                .symbol(command.asset().symbol());
        return encoder.encodedLength();
    }

    private static int instrument(final DefineInstrumentEncoder encoder, final AdminCommand.DefineInstrument command) {
        final var instrument = command.instrument();
        final var grid = instrument.grid();
        final var limits = instrument.limits();
        encoder.instrument()
                .instrumentId(instrument.instrumentId())
                .baseAssetId(instrument.base().assetId())
                .quoteAssetId(instrument.quote().assetId())
                .lane(instrument.lane())
                .state(InstrumentState.valueOf(instrument.state()))
                .priceScale((short) grid.priceScale())
                .baseScale((short) instrument.base().scale())
                .quoteScale((short) instrument.quote().scale())
                .tickSize(grid.tickSize())
                .lotSize(grid.lotSize())
                .notionalPerTickLot(grid.notionalPerTickLot())
                .quantityMin(limits.quantityMin())
                .quantityMax(limits.quantityMax())
                .notionalMin(limits.notionalMin())
                .notionalMax(limits.notionalMax())
                .priceMax(limits.priceMax())
                .makerFeePpm(limits.makerFeePpm())
                .takerFeePpm(limits.takerFeePpm())
                .priceBandPpm(limits.priceBandPpm())
                .collarPpm(command.collarPpm())
                .symbol(instrument.symbol());
        return encoder.encodedLength();
    }

    private static int apiKey(final PutApiKeyEncoder encoder, final AdminCommand.PutApiKey put) {
        return encoder.userId(put.userId())
                .kind(ApiKeyKind.get((short) put.kind()))
                .scopes((short) put.scopes())
                .expiresUs(put.expiresUs())
                .materialSize((short) put.material().length)
                .keyId(put.keyId())
                .putMaterial(Arrays.copyOf(put.material(), MATERIAL_LENGTH), 0, MATERIAL_LENGTH)
                .addresses(put.addresses())
                .encodedLength();
    }

    private static Flag flag(final boolean value) {
        return value ? Flag.YES : Flag.NO;
    }
}
