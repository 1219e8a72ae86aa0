package io.millrace.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace.engine", "io.millrace.journal");

    @Test
    void shouldKeepTheBookALibraryOfItsOwn() {
        classes()
                .that()
                .resideInAPackage("..engine.book..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.engine.book..", "org.agrona..", "java.lang..", "java.util..", "java.nio..")
                .check(classes);
    }

    @Test
    void shouldKeepTheJournalToBytes() {
        classes()
                .that()
                .resideInAPackage("io.millrace.journal..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.millrace.journal..", "org.agrona..", "java..")
                .check(classes);
    }

    @Test
    void shouldLetOnlyTheIngressKnowTheBroker() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..engine.ingress..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(classes);
    }

    @Test
    void shouldKeepClocksAndThreadsOutOfWhatComputesOutputs() {
        noClasses()
                .that()
                .haveSimpleName("LaneProcessor")
                .or()
                .haveSimpleName("CommandAdapter")
                .or()
                .haveSimpleName("OutputEncoder")
                .or()
                .resideInAPackage("..engine.book..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.time..", "java.util.concurrent..", "org.slf4j..")
                .check(classes);
    }
}
