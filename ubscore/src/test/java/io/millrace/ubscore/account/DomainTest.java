package io.millrace.ubscore.account;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class DomainTest {
    @Test
    void shouldKnowNothingButAgrona() {
        final JavaClasses domain = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.millrace.ubscore.account");
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.ubscore.account",
                        "org.agrona..",
                        "java.lang..",
                        "java.util",
                        "java.util.function",
                        "java.util.zip",
                        "java.nio",
                        "java.nio.charset",
                        "java.security")
                .check(domain);
    }
}
