package io.millrace.exchange.audit;

import io.millrace.exchange.source.CorruptSourceException;
import io.millrace.exchange.tool.ToolException;
import io.millrace.journal.JournalCorruptException;
import io.millrace.ubscore.recovery.CorruptRecordingException;

/** One step of the audit: damage is a finding, a source that is away makes its check unreachable, and the next step is taken. */
final class Step {
    private Step() {}

    static void run(final Findings findings, final Runnable step) {
        try {
            step.run();
        } catch (final CorruptSourceException | JournalCorruptException | CorruptRecordingException e) {
            findings.add(e.getMessage(), "damaged: nothing behind it was read by this check");
        } catch (final ToolException e) {
            findings.unreachable(e.getMessage());
        } catch (final RuntimeException e) {
            findings.unreachable(e.toString());
        }
    }
}
