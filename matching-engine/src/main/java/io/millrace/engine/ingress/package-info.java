/** From the records of {@code orders} to calls of the book: reading the partition, checking sequences, decoding. */
package io.millrace.engine.ingress;
