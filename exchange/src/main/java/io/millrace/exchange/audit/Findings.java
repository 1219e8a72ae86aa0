package io.millrace.exchange.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one check found and looked at. Thread-safe. */
public final class Findings {
    /** More than this are counted and not kept: the first ones say what is wrong. */
    private static final int KEPT_MAX = 20;

    private final String check;
    private final List<Finding> kept = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long count;
    private long examined;
    private String unreachable;

    /**
     * Something that is not as it must be.
     *
     * @param place  where, as {@code key=value}
     * @param detail what is there and what should be; may be several lines
     */
    public record Finding(String place, String detail) {}

    public Findings(final String check) {
        this.check = check;
    }

    public String check() {
        return check;
    }

    /** Adds a finding. */
    public synchronized void add(final String place, final String detail) {
        count++;
        if (kept.size() < KEPT_MAX) {
            kept.add(new Finding(place, detail));
        }
    }

    /** So many more things were looked at. */
    public synchronized void examined(final long more) {
        examined += more;
    }

    /** Something that the reader should know and that is not wrong. */
    public synchronized void note(final String note) {
        notes.add(note);
    }

    /** The check could not be made. */
    public synchronized void unreachable(final String why) {
        unreachable = unreachable == null ? why : unreachable;
    }

    public synchronized boolean isClean() {
        return count == 0;
    }

    public synchronized boolean isReachable() {
        return unreachable == null;
    }

    public synchronized long count() {
        return count;
    }

    /** The first ones. */
    public synchronized List<Finding> kept() {
        return List.copyOf(kept);
    }

    synchronized Map<String, Object> toMap() {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("check", check);
        map.put("state", state());
        map.put("examined", examined);
        map.put("findingCount", count);
        final List<Map<String, Object>> all = new ArrayList<>();
        kept.forEach(finding -> all.add(Map.of("place", finding.place(), "detail", finding.detail())));
        map.put("findings", all);
        map.put("notes", notes);
        map.put("unreachable", unreachable);
        return map;
    }

    private String state() {
        if (count > 0) {
            return "MISMATCH";
        }
        return unreachable == null ? "OK" : "UNREACHABLE";
    }

    /** For a terminal: one line, and those below it that belong to it. */
    public synchronized String toText() {
        final StringBuilder text =
                new StringBuilder(String.format("%-11s %-13s examined=%d", state(), check, examined));
        if (count > 0) {
            text.append(" findings=").append(count);
        }
        notes.forEach(note -> text.append("\n            - ").append(note));
        if (unreachable != null) {
            text.append("\n            ! ").append(unreachable);
        }
        kept.forEach(finding -> text.append("\n            * ")
                .append(finding.place())
                .append("\n              ")
                .append(finding.detail().replace("\n", "\n              ")));
        if (count > kept.size()) {
            text.append("\n            * and ").append(count - kept.size()).append(" more");
        }
        return text.toString();
    }
}
