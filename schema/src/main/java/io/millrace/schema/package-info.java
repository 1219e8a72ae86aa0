/**
 * The contracts between the services: SBE messages (generated into {@code io.millrace.schema.sbe}), the topics of the
 * broker, the tables of the store (CQL files under {@code /cql}), well-known ids. Holds no logic of any service, owns
 * no thread and imports nothing but Agrona.
 */
package io.millrace.schema;
