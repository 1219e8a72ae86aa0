/**
 * Brings a lane back: the newest snapshot that is whole, then the journal behind it, every output computed again and
 * compared byte for byte. Snapshots are canonical: the same lane at the same output gives the same bytes.
 */
package io.millrace.engine.recovery;
