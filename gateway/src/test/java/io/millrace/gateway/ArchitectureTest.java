package io.millrace.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.gateway");

    @Test
    void shouldKeepTransportsCodecsAndStoresOutOfTheDomain() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.gateway.trading")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("io.millrace.gateway.trading", "java..")
                .check(CLASSES);
    }

    @Test
    void shouldKeepIngressAndEgressApart() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.gateway.ingress")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.millrace.gateway.egress")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.millrace.gateway.egress")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.millrace.gateway.ingress")
                .check(CLASSES);
    }

    @Test
    void shouldKeepStreamsApartFromBothSides() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.gateway.stream")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.millrace.gateway.ingress", "io.millrace.gateway.egress")
                .check(CLASSES);
    }
}
