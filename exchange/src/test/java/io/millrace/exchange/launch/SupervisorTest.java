package io.millrace.exchange.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.exchange.ExitCodes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private static final RestartPolicy POLICY = new RestartPolicy(10_000, 100, 1_000, 3);

    private final List<String> history = new ArrayList<>();
    private final FakeProcess broker = new FakeProcess("broker", history);
    private final FakeProcess gateway = new FakeProcess("gateway", history);
    private final Supervisor supervisor = new Supervisor(POLICY, new SupervisorListener() {
        @Override
        public void onState(final Slot slot, final String detail) {
            history.add(slot.process().name() + " " + slot.state().text());
        }

        @Override
        public void onFirstReady(final Slot slot) {
            history.add("first " + slot.process().name());
        }
    });
    private Slot brokerSlot;
    private Slot gatewaySlot;

    @BeforeEach
    void addProcesses() {
        brokerSlot = supervisor.add(broker, List.of());
        gatewaySlot = supervisor.add(gateway, List.of(brokerSlot));
    }

    @Test
    void shouldLaunchOnceWhatIsNeededIsReady() {
        supervisor.poll(0);
        assertEquals(List.of("launch broker", "broker starting"), history);
        broker.becomesReady();
        supervisor.poll(1);
        assertEquals(
                List.of("first broker", "broker ready", "launch gateway", "gateway starting"), history.subList(2, 6));
        assertFalse(supervisor.isReady());
        gateway.becomesReady();
        supervisor.poll(2);
        assertTrue(supervisor.isReady());
    }

    @Test
    void shouldStopInReverseOrder() {
        allReady();
        history.clear();
        supervisor.stop();
        assertEquals(List.of("stop gateway", "gateway stopped", "stop broker", "broker stopped"), history);
    }

    @Test
    void shouldStartAgainWithGrowingDelayWhenAProcessDies() {
        allReady();
        long nowMs = 1_000;
        for (final long delayMs : new long[] {100, 200, 400, 800, 1_000, 1_000}) {
            gateway.ends(137);
            supervisor.poll(nowMs);
            assertEquals(ProcessState.RESTARTING, gatewaySlot.state());
            supervisor.poll(nowMs + delayMs - 1);
            assertEquals(ProcessState.RESTARTING, gatewaySlot.state(), "delayMs=" + delayMs);
            supervisor.poll(nowMs + delayMs);
            assertEquals(ProcessState.STARTING, gatewaySlot.state(), "delayMs=" + delayMs);
            nowMs += delayMs;
        }
        assertFalse(supervisor.isHopeless());
        gateway.becomesReady();
        supervisor.poll(nowMs);
        gateway.ends(1);
        supervisor.poll(nowMs);
        supervisor.poll(nowMs + 100);
        assertEquals(ProcessState.STARTING, gatewaySlot.state());
        assertEquals(7, gatewaySlot.restarts());
    }

    @Test
    void shouldLeaveAloneWhatHaltedOnABreach() {
        allReady();
        history.clear();
        gateway.ends(ExitCodes.HALTED);
        supervisor.poll(1_000);
        supervisor.poll(1_000_000);
        assertEquals(List.of("gateway halted"), history);
        supervisor.stop();
        assertEquals(ProcessState.HALTED, gatewaySlot.state());
    }

    @Test
    void shouldGiveUpWhenAProcessNeverBecomesReady() {
        broker.failsToLaunch(new IllegalStateException("no such file"));
        supervisor.poll(0);
        supervisor.poll(100);
        assertFalse(supervisor.isHopeless());
        supervisor.poll(300);
        assertEquals(ProcessState.FAILED, brokerSlot.state());
        assertTrue(supervisor.isHopeless());
    }

    @Test
    void shouldGiveUpWhatIsNotReadyInTimeAtTheFirstStart() {
        supervisor.poll(0);
        supervisor.poll(9_999);
        assertEquals(ProcessState.STARTING, brokerSlot.state());
        supervisor.poll(10_000);
        assertEquals(ProcessState.FAILED, brokerSlot.state());
        assertTrue(history.contains("kill broker"));
        assertTrue(supervisor.isHopeless());
    }

    @Test
    void shouldLetWaitWhatStartsAgainLater() {
        allReady();
        gateway.ends(137);
        supervisor.poll(0);
        supervisor.poll(100);
        supervisor.poll(1_000_000);
        assertEquals(ProcessState.STARTING, gatewaySlot.state());
    }

    @Test
    void shouldNotTryAgainWhatRefusesItsConfiguration() {
        supervisor.poll(0);
        broker.ends(ExitCodes.USAGE);
        supervisor.poll(1);
        assertTrue(supervisor.isHopeless());
    }

    private void allReady() {
        supervisor.poll(0);
        broker.becomesReady();
        supervisor.poll(0);
        gateway.becomesReady();
        supervisor.poll(0);
        assertTrue(supervisor.isReady());
    }
}
