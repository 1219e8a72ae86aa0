package io.millrace.embedded;

import java.util.List;
import java.util.stream.Stream;

/** What of the JDK's modules Cassandra reaches into; the list is that of its own {@code jvm17-server.options}. */
final class StoreFlags {
    static final List<String> MODULES = Stream.concat(
                    Stream.of(
                                    "java.base/jdk.internal.misc",
                                    "java.base/java.lang.ref",
                                    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
                                    "java.rmi/sun.rmi.registry",
                                    "java.rmi/sun.rmi.server",
                                    "java.sql/java.sql",
                                    "jdk.unsupported/sun.misc",
                                    "jdk.compiler/com.sun.tools.javac.file",
                                    "jdk.attach/sun.tools.attach")
                            .map(name -> "--add-exports=" + name + "=ALL-UNNAMED"),
                    Stream.of(
                                    "java.base/java.io",
                                    "java.base/java.lang",
                                    "java.base/java.lang.module",
                                    "java.base/java.lang.reflect",
                                    "java.base/java.math",
                                    "java.base/java.net",
                                    "java.base/java.nio",
                                    "java.base/java.util",
                                    "java.base/java.util.concurrent",
                                    "java.base/java.util.concurrent.atomic",
                                    "java.base/jdk.internal.loader",
                                    "java.base/jdk.internal.math",
                                    "java.base/jdk.internal.module",
                                    "java.base/jdk.internal.ref",
                                    "java.base/jdk.internal.reflect",
                                    "java.base/jdk.internal.util.jar",
                                    "java.base/sun.nio.ch",
                                    "jdk.compiler/com.sun.tools.javac",
                                    "jdk.management/com.sun.management.internal")
                            .map(name -> "--add-opens=" + name + "=ALL-UNNAMED"))
            .toList();

    private StoreFlags() {}
}
