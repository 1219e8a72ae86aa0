package io.millrace.ubscore;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rooms of the service and the ways between them. */
class RoomsTest {
    private static final String ROOT = "io.millrace.ubscore";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void shouldPointFromIngressThroughTheDomainToEgress() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("root")
                .definedBy(ROOT)
                .layer("ingress")
                .definedBy(ROOT + ".ingress")
                .layer("domain")
                .definedBy(ROOT + ".account")
                .layer("egress")
                .definedBy(ROOT + ".egress")
                .layer("recovery")
                .definedBy(ROOT + ".recovery")
                .whereLayer("root")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("ingress")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("recovery")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("egress")
                .mayOnlyBeAccessedByLayers("root", "ingress", "recovery")
                .whereLayer("domain")
                .mayNotAccessAnyLayer()
                .check(classes);
    }

    /** The log and the broker are each known to few: what can't be stepped in a test without one. */
    @Test
    void shouldKnowTheBrokerInItsOwnClassesAlone() {
        noClasses()
                .that()
                .haveSimpleNameNotContaining("Kafka")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(classes);
        noClasses()
                .that()
                .haveSimpleNameContaining("Kafka")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.aeron..")
                .check(classes);
    }

    /** Invariant I12: the same commands give the same bytes on every machine. */
    @Test
    void shouldReadNoClockAndNoRandomSourceInTheDomain() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".account")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.HashMap")
                .check(classes);
    }

    @Test
    void shouldKeepFloatingPointAwayFromMoney() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".account")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(double.class, float.class, Double.class, Float.class)
                .check(classes);
    }
}
