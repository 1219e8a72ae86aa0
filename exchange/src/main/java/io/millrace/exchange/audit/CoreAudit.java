package io.millrace.exchange.audit;

import com.typesafe.config.Config;
import io.millrace.exchange.tool.ToolException;
import io.millrace.ubscore.CoreReplay;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.BreachException;
import io.millrace.ubscore.recovery.ArchiveReader;
import io.millrace.ubscore.recovery.CorruptRecordingException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * UBSCore from its own files: every frame of every recording is checked, the log is replayed from the oldest state that it reaches
 * back to, and each snapshot on the way must be the state that the replay has there.
 */
final class CoreAudit {
    private static final int HASH_LENGTH = 32;

    private final Config config;
    private final Path dataDir;
    private final Findings findings;
    private boolean reachedEnd;

    CoreAudit(final Config config, final Path dataDir, final Findings findings) {
        this.config = config;
        this.dataDir = dataDir;
        this.findings = findings;
    }

    /** Every frame of every recording. */
    void checkRecordings() {
        final ArchiveReader archive = new ArchiveReader(dataDir);
        for (final long recordingId : archive.recordingIds()) {
            try {
                final long torn = archive.read(recordingId, 0, (buffer, offset, length, endPosition) -> {
                    findings.examined(1);
                    return true;
                });
                if (torn > 0) {
                    findings.note("recording=" + recordingId + " ends in " + torn
                            + " bytes that are no whole frame: a write cut short, which the next start cuts off");
                }
            } catch (final CorruptRecordingException e) {
                findings.add("recording=" + recordingId, e.getMessage());
            }
        }
    }

    /**
     * The core at the sequence asked for, or at the last one whose records are everywhere; null if the log can't give it.
     *
     * @param comparison hears every record on the way
     */
    BalanceCore replay(final OutboxComparison comparison, final long coreSequenceMax) {
        try {
            final CoreReplay replay = start(coreSequenceMax);
            reachedEnd = runPastSnapshots(replay, comparison, coreSequenceMax);
            if (comparison.isCut()) {
                findings.note("stands at core-sequence=" + comparison.cutSequence()
                        + ": what comes behind it is under way to the topics or to the store");
                return start(comparison.cutSequence()).runTo(comparison.cutSequence());
            }
            return replay.core();
        } catch (final CorruptRecordingException | BreachException e) {
            findings.add("directory=" + dataDir, e.getMessage());
            return null;
        }
    }

    /** Whether the log was replayed to its end. */
    boolean reachedEnd() {
        return reachedEnd;
    }

    private CoreReplay start(final long coreSequenceMax) {
        final CoreReplay replay = CoreReplay.fromOldest(config, dataDir);
        final long kept = replay.core().coreSequence();
        if (kept > 0) {
            findings.note("log is kept from core-sequence=" + kept);
        }
        if (kept > coreSequenceMax) {
            throw ToolException.infrastructure("ubscore's log no longer reaches back to core-sequence="
                    + coreSequenceMax + " first-kept=" + kept + " directory=" + dataDir);
        }
        return replay;
    }

    private boolean runPastSnapshots(
            final CoreReplay replay, final OutboxComparison comparison, final long coreSequenceMax) {
        for (final ArchiveReader.Snapshot snapshot : replay.archive().snapshots()) {
            if (snapshot.logPosition() >= replay.position()) {
                replay.run(snapshot.logPosition(), comparison);
                if (comparison.isCut() || replay.core().coreSequence() >= coreSequenceMax) {
                    return false;
                }
                compareSnapshot(replay, snapshot);
            }
        }
        replay.run(Long.MAX_VALUE, comparison);
        return !comparison.isCut() && replay.core().coreSequence() < coreSequenceMax;
    }

    private void compareSnapshot(final CoreReplay replay, final ArchiveReader.Snapshot snapshot) {
        final String place = "snapshot recording=" + snapshot.recordingId() + " log-position=" + snapshot.logPosition();
        try {
            final CoreReplay loaded = new CoreReplay(config, dataDir);
            loaded.load(snapshot);
            final byte[] found = hash(loaded.core());
            final byte[] expected = hash(replay.core());
            if (!Arrays.equals(found, expected)) {
                findings.add(
                        place,
                        "state differs invariant=I8 snapshot=" + HexFormat.of().formatHex(found) + " replay="
                                + HexFormat.of().formatHex(expected) + " core-sequence="
                                + replay.core().coreSequence());
            }
        } catch (final CorruptRecordingException | BreachException e) {
            findings.add(place, e.getMessage());
        }
    }

    private static byte[] hash(final BalanceCore core) {
        final byte[] hash = new byte[HASH_LENGTH];
        core.stateHash(hash);
        return hash;
    }
}
