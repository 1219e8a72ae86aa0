package io.millrace.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.exchange.config.ExchangeConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class UbscoreMemberTest {
    @Test
    void shouldBeOneProcessByDefault() {
        final List<UbscoreMember> members = UbscoreMember.all(config(""));
        assertEquals(List.of("ubscore"), names(members));
        assertEquals(9010, members.get(0).basePort());
        assertEquals("d", members.get(0).place("d"));
    }

    @Test
    void shouldRepeatASingleMember() {
        final List<UbscoreMember> members =
                UbscoreMember.all(config("millrace { up.ubscore-nodes = 3, ubscore.members = [\"127.0.0.1:7000\"] }"));
        assertEquals(List.of("ubscore-n0", "ubscore-n1", "ubscore-n2"), names(members));
        assertEquals(7020, members.get(2).basePort());
        assertEquals("d-n2", members.get(2).place("d"));
    }

    @Test
    void shouldGiveEachShardPortsAndPlacesOfItsOwn() {
        final List<UbscoreMember> members =
                UbscoreMember.all(config("millrace { up.ubscore-nodes = 3, topology.shards = 2 }"));
        assertEquals(6, members.size());
        assertEquals(6, members.stream().map(UbscoreMember::basePort).distinct().count());
        assertEquals("ubscore-s1-n2", members.get(5).name());
        assertEquals("d-s1-n2", members.get(5).place("d"));
        assertEquals("d", members.get(0).place("d"));
    }

    @Test
    void shouldRefuseAnEvenNumberAndAContradiction() {
        assertRefused("millrace.up.ubscore-nodes = 2", "majority");
        assertRefused("millrace { up.ubscore-nodes = 5, ubscore.members = [a, b, c] }", "lists 3");
    }

    private static void assertRefused(final String text, final String why) {
        final String message =
                assertThrows(CommandException.class, () -> config(text)).getMessage();
        assertTrue(message.contains(why), message);
    }

    private static Config config(final String text) {
        final Config given = ConfigFactory.parseString(text);
        return ExchangeConfig.effective(UbscoreMember.expand(given, ExchangeConfig.effective(given)));
    }

    private static List<String> names(final List<UbscoreMember> members) {
        return members.stream().map(UbscoreMember::name).toList();
    }
}
