package io.millrace.chain.vault;

import io.millrace.chain.vault.ChainRecord.Leg;
import io.millrace.chain.vault.ChainRecord.TradeId;
import java.util.List;

/** The trades of one engine output and what they moved: per asset the legs cancel out. */
public record TradeSlice(int lane, long sequence, String hash, List<TradeId> trades, List<Leg> legs) {}
