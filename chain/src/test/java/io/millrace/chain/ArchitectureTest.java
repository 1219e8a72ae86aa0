package io.millrace.chain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace.chain");

    @Test
    void shouldKeepTheVaultsDecisionsFreeOfEverythingAroundThem() {
        noClasses()
                .that()
                .resideInAPackage("..chain.vault..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.web3j..",
                        "org.apache.kafka..",
                        "com.typesafe..",
                        "io.micrometer..",
                        "org.slf4j..",
                        "io.millrace.schema..",
                        "io.millrace.feed..",
                        "io.millrace.chain",
                        "..chain.node..",
                        "..chain.ingress..",
                        "..chain.egress..",
                        "..chain.recovery..",
                        "java.util.concurrent..",
                        "java.time..")
                .check(classes);
    }

    @Test
    void shouldKeepNodesAndBrokerApart() {
        noClasses()
                .that()
                .resideInAPackage("..chain.node..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.millrace.schema..",
                        "io.millrace.feed..",
                        "..chain.ingress..",
                        "..chain.egress..",
                        "..chain.recovery..")
                .check(classes);
        noClasses()
                .that()
                .resideInAnyPackage("..chain.ingress..", "..chain.egress..", "..chain.recovery..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.web3j..", "..chain.node..")
                .check(classes);
    }
}
