package io.millrace.engine.book;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LibraryBoundaryTest {
    @Test
    void shouldDependOnAgronaAlone() {
        final JavaClasses book = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.millrace.engine.book");
        classes()
                .that()
                .resideInAPackage("io.millrace.engine.book")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.engine.book",
                        "java.lang",
                        "java.lang.invoke",
                        "java.nio",
                        "java.util",
                        "java.util.function",
                        "java.util.stream",
                        "org.agrona",
                        "org.agrona.collections")
                .because("someone who wants only the book can embed it")
                .check(book);
    }
}
