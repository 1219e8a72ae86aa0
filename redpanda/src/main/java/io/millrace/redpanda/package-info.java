/**
 * The topics as code, and a reader for tools. A start calls {@link io.millrace.redpanda.TopicProvisioner}: what is
 * missing in {@code topics.yaml}'s terms is created, what differs refuses the start. {@link
 * io.millrace.redpanda.TopicReader} reads a range of a partition and ends.
 *
 * <p>All of it blocks, with bounds; nothing here belongs on the path of an order. It owns no thread but the client's
 * own, and imports no service.
 */
package io.millrace.redpanda;
