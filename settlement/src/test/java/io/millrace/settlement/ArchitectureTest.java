package io.millrace.settlement;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace.settlement");

    @Test
    void shouldKeepTheLedgerFreeOfEverythingAroundIt() {
        noClasses()
                .that()
                .resideInAPackage("..ledger..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.datastax..",
                        "org.apache.kafka..",
                        "org.slf4j..",
                        "io.millrace.schema..",
                        "io.millrace.feed..",
                        "io.millrace.settlement",
                        "..settlement.ingress..",
                        "..settlement.egress..",
                        "..settlement.recovery..",
                        "java.util.concurrent..")
                .check(classes);
    }

    @Test
    void shouldKeepBytesAndRowsApart() {
        noClasses()
                .that()
                .resideInAPackage("..ingress..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.datastax..", "..settlement.egress..", "..settlement.recovery..")
                .check(classes);
        noClasses()
                .that()
                .resideInAnyPackage("..egress..", "..recovery..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.millrace.schema.sbe..", "org.apache.kafka..", "..settlement.ingress..")
                .check(classes);
    }
}
