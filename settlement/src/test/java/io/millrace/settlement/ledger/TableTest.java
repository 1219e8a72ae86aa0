package io.millrace.settlement.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.settlement.recovery.Migration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Pattern CREATE =
            Pattern.compile("CREATE TABLE IF NOT EXISTS (\\w+) \\((.*)\\)", Pattern.DOTALL);
    private static final Pattern PRIMARY_KEY = Pattern.compile("PRIMARY KEY \\((?:\\(([^)]*)\\),?)?([^)]*)\\)");

    private record Created(List<String> columns, List<String> partitionKey, List<String> key) {}

    @Test
    void shouldNameTheColumnsAndKeysOfTheCqlFiles() {
        final Map<String, Created> created = created();
        for (final Table table : Table.values()) {
            final Created expected = created.get(table.label());
            assertEquals(new HashSet<>(expected.columns()), new HashSet<>(table.columns()), table.label());
            assertEquals(expected.columns().size(), table.columns().size(), table.label());
            assertEquals(expected.partitionKey(), table.columns().subList(0, table.partitionKeyCount()));
            assertEquals(expected.key(), table.columns().subList(0, table.keyCount()));
        }
    }

    private static Map<String, Created> created() {
        final Map<String, Created> tables = new HashMap<>();
        for (final Migration migration : Migration.all()) {
            for (final String statement : migration.statements()) {
                final Matcher matcher = CREATE.matcher(statement.replaceAll("(?s)\\)\\s*WITH.*", ")"));
                if (matcher.matches()) {
                    tables.put(matcher.group(1), parse(matcher.group(2)));
                }
            }
        }
        return tables;
    }

    private static Created parse(final String body) {
        final List<String> columns = new ArrayList<>();
        final List<String> key = new ArrayList<>();
        final List<String> partitionKey = new ArrayList<>();
        final Matcher matcher = PRIMARY_KEY.matcher(body);
        if (matcher.find()) {
            final List<String> rest = names(matcher.group(2));
            partitionKey.addAll(matcher.group(1) == null ? rest.subList(0, 1) : names(matcher.group(1)));
            key.addAll(partitionKey);
            key.addAll(matcher.group(1) == null ? rest.subList(1, rest.size()) : rest);
        }
        for (final String line : body.replaceAll("PRIMARY KEY \\(.*", "").split(",")) {
            final String[] words = line.strip().split("\\s+");
            if (words.length >= 2) {
                columns.add(words[0]);
                if (line.contains("PRIMARY KEY")) {
                    partitionKey.add(words[0]);
                    key.add(words[0]);
                }
            }
        }
        return new Created(columns, partitionKey, key);
    }

    private static List<String> names(final String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
