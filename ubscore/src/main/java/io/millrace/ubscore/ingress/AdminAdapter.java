package io.millrace.ubscore.ingress;

import io.millrace.schema.sbe.AssetDefinitionDecoder;
import io.millrace.schema.sbe.DefineAssetDecoder;
import io.millrace.schema.sbe.DefineInstrumentDecoder;
import io.millrace.schema.sbe.InstrumentDefinitionDecoder;
import io.millrace.schema.sbe.PutApiKeyDecoder;
import io.millrace.schema.sbe.RecordProofDecoder;
import io.millrace.schema.sbe.RevokeApiKeyDecoder;
import io.millrace.schema.sbe.SetFeeTierDecoder;
import io.millrace.schema.sbe.SetInstrumentStateRequestDecoder;
import io.millrace.schema.sbe.SetKillSwitchDecoder;
import io.millrace.schema.sbe.SetOrderLimitDecoder;
import io.millrace.schema.sbe.SetUserLimitsDecoder;
import io.millrace.schema.sbe.SetUserStateDecoder;
import io.millrace.schema.sbe.SetUserTierDecoder;
import io.millrace.schema.sbe.SetWithdrawalLimitDecoder;
import io.millrace.ubscore.account.ApiKeyChange;
import io.millrace.ubscore.account.Asset;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.Instrument;
import io.millrace.ubscore.account.InstrumentState;
import org.agrona.DirectBuffer;

/** Admin commands as the core's calls. Bodies have been checked for their length. The service's thread. */
final class AdminAdapter {
    private final BalanceCore core;
    private final Asset asset = new Asset();
    private final Instrument instrument = new Instrument();
    private final RecordProofDecoder recordProof = new RecordProofDecoder();
    private final byte[] top = new byte[RecordProofDecoder.topLength()];
    private final DefineAssetDecoder defineAsset = new DefineAssetDecoder();
    private final DefineInstrumentDecoder defineInstrument = new DefineInstrumentDecoder();
    private final SetInstrumentStateRequestDecoder setInstrumentState = new SetInstrumentStateRequestDecoder();
    private final SetUserStateDecoder setUserState = new SetUserStateDecoder();
    private final SetUserLimitsDecoder setUserLimits = new SetUserLimitsDecoder();
    private final SetOrderLimitDecoder setOrderLimit = new SetOrderLimitDecoder();
    private final SetWithdrawalLimitDecoder setWithdrawalLimit = new SetWithdrawalLimitDecoder();
    private final SetFeeTierDecoder setFeeTier = new SetFeeTierDecoder();
    private final SetUserTierDecoder setUserTier = new SetUserTierDecoder();
    private final SetKillSwitchDecoder setKillSwitch = new SetKillSwitchDecoder();
    private final ApiKeyChange apiKey = new ApiKeyChange();
    private final PutApiKeyDecoder putApiKey = new PutApiKeyDecoder();
    private final RevokeApiKeyDecoder revokeApiKey = new RevokeApiKeyDecoder();

    AdminAdapter(final BalanceCore core) {
        this.core = core;
    }

    void recordProof(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        final RecordProofDecoder source = recordProof.wrap(buffer, offset, block, version);
        source.getTop(top, 0, top.length);
        core.recordProof(source.proofSequence(), top, timestampUs);
    }

    void defineAsset(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        final AssetDefinitionDecoder source =
                defineAsset.wrap(buffer, offset, block, version).asset();
        asset.assetId = source.assetId();
        asset.scale = source.scale();
        asset.symbol.wrap(buffer, source.offset() + AssetDefinitionDecoder.symbolEncodingOffset());
        core.defineAsset(asset, timestampUs);
    }

    void defineInstrument(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        final InstrumentDefinitionDecoder source =
                defineInstrument.wrap(buffer, offset, block, version).instrument();
        instrument.instrumentId = source.instrumentId();
        instrument.baseAssetId = source.baseAssetId();
        instrument.quoteAssetId = source.quoteAssetId();
        instrument.lane = source.lane();
        instrument.state = InstrumentState.of(source.stateRaw());
        instrument.priceScale = source.priceScale();
        instrument.baseScale = source.baseScale();
        instrument.quoteScale = source.quoteScale();
        instrument.tickSize = source.tickSize();
        instrument.lotSize = source.lotSize();
        instrument.notionalPerTickLot = source.notionalPerTickLot();
        instrument.quantityMin = source.quantityMin();
        instrument.quantityMax = source.quantityMax();
        instrument.notionalMin = source.notionalMin();
        instrument.notionalMax = source.notionalMax();
        instrument.priceMax = source.priceMax();
        instrument.makerFeePpm = source.makerFeePpm();
        instrument.takerFeePpm = source.takerFeePpm();
        instrument.priceBandPpm = source.priceBandPpm();
        instrument.collarPpm = source.collarPpm();
        instrument.symbol.wrap(buffer, source.offset() + InstrumentDefinitionDecoder.symbolEncodingOffset());
        core.defineInstrument(instrument, timestampUs);
    }

    void setInstrumentState(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        setInstrumentState.wrap(buffer, offset, block, version);
        core.setInstrumentState(
                setInstrumentState.instrumentId(), InstrumentState.of(setInstrumentState.stateRaw()), timestampUs);
    }

    void setUserState(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        setUserState.wrap(buffer, offset, block, version);
        core.setUserState(
                setUserState.userId(),
                setUserState.suspendedRaw() != 0,
                setUserState.cancelOpenRaw() != 0,
                timestampUs);
    }

    void setUserLimits(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        setUserLimits.wrap(buffer, offset, block, version);
        core.setUserLimits(setUserLimits.userId(), setUserLimits.openOrdersMax(), timestampUs);
    }

    void setOrderLimit(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        setOrderLimit.wrap(buffer, offset, block, version);
        core.setOrderLimit(
                setOrderLimit.userId(),
                setOrderLimit.instrumentId(),
                setOrderLimit.quantityMax(),
                setOrderLimit.notionalMax(),
                timestampUs);
    }

    void setWithdrawalLimit(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        setWithdrawalLimit.wrap(buffer, offset, block, version);
        core.setWithdrawalLimit(
                setWithdrawalLimit.userId(),
                setWithdrawalLimit.assetId(),
                setWithdrawalLimit.dailyAmountMax(),
                timestampUs);
    }

    void setFeeTier(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        setFeeTier.wrap(buffer, offset, block, version);
        core.setFeeTier(
                setFeeTier.tier(),
                setFeeTier.instrumentId(),
                setFeeTier.makerFeePpm(),
                setFeeTier.takerFeePpm(),
                timestampUs);
    }

    void setUserTier(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        setUserTier.wrap(buffer, offset, block, version);
        core.setUserTier(setUserTier.userId(), setUserTier.tier(), timestampUs);
    }

    void setKillSwitch(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        setKillSwitch.wrap(buffer, offset, block, version);
        core.setKillSwitch(setKillSwitch.engagedRaw() != 0, setKillSwitch.cancelOpenRaw() != 0, timestampUs);
    }

    void putApiKey(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        putApiKey.wrap(buffer, offset, block, version);
        apiKey.clear();
        apiKey.userId = putApiKey.userId();
        apiKey.kind = putApiKey.kindRaw();
        apiKey.scopes = putApiKey.scopes();
        apiKey.expiresUs = putApiKey.expiresUs();
        apiKey.materialLength = putApiKey.materialSize();
        apiKey.keyId.wrap(buffer, offset + PutApiKeyDecoder.keyIdEncodingOffset());
        apiKey.material.wrap(buffer, offset + PutApiKeyDecoder.materialEncodingOffset());
        apiKey.addresses.wrap(buffer, offset + PutApiKeyDecoder.addressesEncodingOffset());
        core.changeApiKey(apiKey, timestampUs);
    }

    void revokeApiKey(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        revokeApiKey.wrap(buffer, offset, block, version);
        apiKey.clear();
        apiKey.userId = revokeApiKey.userId();
        apiKey.revoked = true;
        apiKey.keyId.wrap(buffer, offset + RevokeApiKeyDecoder.keyIdEncodingOffset());
        core.changeApiKey(apiKey, timestampUs);
    }
}
