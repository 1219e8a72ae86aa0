/** Records and operations as bytes, and into the broker. */
package io.millrace.chain.egress;
