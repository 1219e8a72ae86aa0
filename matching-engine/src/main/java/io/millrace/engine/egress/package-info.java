/**
 * From what the book says to bytes, and from the journal to those who read it: outputs, ranges, book images, and how far
 * the consumers of record are.
 */
package io.millrace.engine.egress;
