package io.millrace.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Remembers what a look at the seals found. */
final class SealLooks implements StoreSeals.Listener {
    final List<Path> whole = new ArrayList<>();
    final List<Path> damaged = new ArrayList<>();
    final List<Path> unsealed = new ArrayList<>();

    @Override
    public void onWhole(final Path file) {
        whole.add(file);
    }

    @Override
    public void onDamaged(final Path file, final String found) {
        damaged.add(file);
    }

    @Override
    public void onUnsealed(final Path components) {
        unsealed.add(components);
    }
}
