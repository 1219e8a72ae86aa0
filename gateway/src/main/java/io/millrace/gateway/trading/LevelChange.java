package io.millrace.gateway.trading;

/** A price level as it stands after an output: ticks and displayed lots; 0 lots: the level is gone. */
public record LevelChange(int instrumentId, Side side, long price, long quantity) {}
