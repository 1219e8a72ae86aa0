/**
 * Runs the exchange as an operator does, by the script {@code millrace}, on free ports and data of its own, and looks at
 * it from outside: HTTP, CQL, process ids. Nothing of the services is called in this JVM.
 */
package io.millrace.simulation.system;
