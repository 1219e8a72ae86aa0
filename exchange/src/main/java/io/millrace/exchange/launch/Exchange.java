package io.millrace.exchange.launch;

import com.typesafe.config.Config;
import io.millrace.exchange.CommandException;
import io.millrace.exchange.ExitCodes;
import io.millrace.exchange.run.DriverDirectories;
import io.millrace.exchange.run.Leftovers;
import io.millrace.exchange.run.ProcessRecord;
import io.millrace.exchange.run.RunDirectory;
import io.millrace.redpanda.TopicProvisioner;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One run of a whole exchange on this machine, from its lock to its last process's end. The thread that calls
 * {@link #up} supervises; a shutdown hook asks it to stop and waits for it.
 */
public final class Exchange implements SupervisorListener {
    private static final long POLL_INTERVAL_MS = 100;
    private static final long REPORT_INTERVAL_MS = 5_000;

    private final Plan plan;
    private final RunDirectory run;
    private final Progress progress;
    private final Supervisor supervisor;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final long startNs = System.nanoTime();
    private boolean announced;
    private long reportedMs;

    private Exchange(final Plan plan) {
        this.plan = plan;
        this.run = plan.run();
        this.progress = new Progress(System.out, run.log(RunDirectory.SUPERVISOR));
        this.supervisor = new Supervisor(plan.restartPolicy(), this);
    }

    /** Runs until it is stopped; returns the exit code. */
    public static int up(final Config given) {
        final Plan plan = new Plan(given);
        final Optional<FileLock> lock = plan.run().tryLock();
        if (lock.isEmpty()) {
            throw alreadyRunning(plan.run());
        }
        return new Exchange(plan).run();
    }

    /** The refusal of a second run on the same data. */
    static CommandException alreadyRunning(final RunDirectory run) {
        final String pid = run.read(RunDirectory.SUPERVISOR)
                .map(record -> " pid=" + record.pid())
                .orElse("");
        return new CommandException(
                ExitCodes.LOCKED,
                "an exchange already runs on this data data=" + run.dataDir() + pid
                        + " (millrace status tells about it, millrace down stops it)");
    }

    private int run() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::askToStop, "stop"));
        try {
            record(ProcessState.STARTING);
            endLeftovers();
            DriverDirectories.inSharedMemory().removeDead();
            UbscoreData.check(plan.config(), plan.services());
            run.retain(plan.names());
            checkPorts();
            plan.writeConfigs();
            progress.line("starting " + String.join(", ", plan.names()) + " data=" + run.dataDir());
            addProcesses();
            return supervise();
        } catch (final RuntimeException e) {
            progress.line("can't start: " + e.getMessage());
            supervisor.stop();
            record(ProcessState.FAILED);
            return ExitCodes.FAILED;
        } finally {
            stopped.countDown();
        }
    }

    private void endLeftovers() {
        for (final ProcessRecord leftover : Leftovers.of(run)) {
            progress.line("ending a process of an earlier run name=" + leftover.name() + " pid=" + leftover.pid());
            if (!Leftovers.end(leftover)) {
                throw new CommandException(
                        "a process of an earlier run does not end name=" + leftover.name() + " pid=" + leftover.pid());
            }
        }
    }

    private void checkPorts() {
        final List<String> taken = PortCheck.taken(plan.config());
        if (!taken.isEmpty()) {
            throw new CommandException(String.join("\n  ", taken)
                    + "\n  free it, or choose another one (millrace up --help, millrace config)");
        }
    }

    private void addProcesses() {
        final List<Slot> broker = new ArrayList<>();
        final List<Slot> brokerAndStore = new ArrayList<>();
        plan.broker().ifPresent(process -> broker.add(supervisor.add(process, List.of())));
        brokerAndStore.addAll(broker);
        plan.store().ifPresent(process -> brokerAndStore.add(supervisor.add(process, List.of())));
        if (broker.isEmpty()) {
            provisionTopics();
        }
        for (final PlannedService service : plan.services()) {
            supervisor.add(plan.process(service), service.kind().needsStore() ? brokerAndStore : broker);
        }
    }

    private void provisionTopics() {
        final List<String> created = TopicProvisioner.provision(plan.config());
        progress.line(created.isEmpty() ? "topics are there" : "topics created: " + String.join(", ", created));
    }

    private int supervise() {
        while (!awaitStop()) {
            supervisor.poll(elapsedMs());
            if (supervisor.isHopeless()) {
                progress.line("giving up, stopping what runs");
                supervisor.stop();
                record(ProcessState.FAILED);
                return ExitCodes.FAILED;
            }
            if (!announced && supervisor.isReady()) {
                announced = true;
                announce();
            } else if (!announced) {
                reportWaiting();
            }
        }
        progress.line("stopping");
        supervisor.stop();
        record(ProcessState.STOPPED);
        progress.line("stopped");
        return ExitCodes.OK;
    }

    @Override
    public void onState(final Slot slot, final String detail) {
        final ManagedProcess process = slot.process();
        final boolean alive = process.isAlive();
        final long pid = alive ? process.pid() : 0;
        run.write(new ProcessRecord(
                process.name(),
                slot.state().text(),
                pid,
                ProcessRecord.startedMs(pid),
                process.ports(),
                process.log(),
                slot.restarts()));
        final boolean bad = !detail.isEmpty();
        progress.line(String.format(
                Locale.ROOT,
                "%6.1f s  %-16s %-10s %s%s",
                elapsedMs() / 1000.0,
                process.name(),
                slot.state().text(),
                bad ? detail + " log=" + process.log() : "",
                alive && !bad ? "pid=" + pid : ""));
    }

    @Override
    public void onFirstReady(final Slot slot) {
        if (slot.process() instanceof BrokerProcess) {
            provisionTopics();
        }
    }

    private void reportWaiting() {
        final long nowMs = elapsedMs();
        if (nowMs - reportedMs >= REPORT_INTERVAL_MS) {
            reportedMs = nowMs;
            progress.line(String.format(
                    Locale.ROOT,
                    "%6.1f s  waiting for %s",
                    nowMs / 1000.0,
                    supervisor.slots().stream()
                            .filter(slot -> slot.state() != ProcessState.READY)
                            .map(slot -> slot.process().name())
                            .collect(Collectors.joining(", "))));
        }
    }

    private void announce() {
        record(ProcessState.READY);
        for (final Slot slot : supervisor.slots()) {
            progress.line(String.format(
                    Locale.ROOT,
                    "  %-16s %s  log=%s",
                    slot.process().name(),
                    slot.process().ports().entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(port -> port.getKey() + "=127.0.0.1:" + port.getValue())
                            .collect(Collectors.joining(" ")),
                    slot.process().log()));
        }
        progress.line("ready");
    }

    private void record(final ProcessState state) {
        final long pid = ProcessHandle.current().pid();
        run.write(new ProcessRecord(
                RunDirectory.SUPERVISOR,
                state.text(),
                pid,
                ProcessRecord.startedMs(pid),
                Map.of(),
                run.log(RunDirectory.SUPERVISOR),
                0));
    }

    private long elapsedMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    }

    private boolean awaitStop() {
        try {
            return stopAsked.await(POLL_INTERVAL_MS, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            return true;
        }
    }

    private void askToStop() {
        stopAsked.countDown();
        try {
            stopped.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
