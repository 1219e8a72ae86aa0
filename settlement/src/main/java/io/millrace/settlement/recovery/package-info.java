/**
 * How settlement finds its place and keeps it: tables made by numbered files, the writer's epoch claimed, the places read,
 * reference data and candles loaded; and afterwards progress, advanced by the one conditional write there is. Owned by the
 * settlement agent's thread.
 */
package io.millrace.settlement.recovery;
