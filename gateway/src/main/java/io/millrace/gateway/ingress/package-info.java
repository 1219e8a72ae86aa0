/**
 * Bytes to calls: HTTP requests become calls of the ports, broker records and engine outputs become what waits for them.
 * HTTP handlers run on Undertow's I/O threads and never block one; each consumer owns its thread. Imports Undertow,
 * Jackson, Kafka's consumer and the codecs; knows nothing of how the ports do their work.
 */
package io.millrace.gateway.ingress;
