package io.millrace.settlement.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationTest {
    @Test
    void shouldSplitStatementsAndPassOverComments() {
        final Migration migration = Migration.parse(
                "003_x.cql",
                "-- a; b\nCREATE TABLE t (\n    -- why\n    a int PRIMARY KEY\n);\n\nALTER TABLE t ADD b int;\n");
        assertEquals(3, migration.number());
        assertEquals(
                List.of("CREATE TABLE t (\n    a int PRIMARY KEY\n)", "ALTER TABLE t ADD b int"),
                migration.statements());
    }

    @Test
    void shouldTellAChangedFileByItsChecksum() {
        assertNotEquals(
                Migration.parse("001_x.cql", "A;").checksum(),
                Migration.parse("001_x.cql", "A ;").checksum());
    }

    @Test
    void shouldFindEveryFileInOrder() {
        final List<Migration> migrations = Migration.all();
        assertTrue(migrations.size() >= 2);
        assertEquals("001_tables.cql", migrations.get(0).name());
        migrations.forEach(migration -> migration
                .statements()
                .forEach(statement -> assertTrue(statement.contains("IF NOT EXISTS"), statement)));
    }
}
