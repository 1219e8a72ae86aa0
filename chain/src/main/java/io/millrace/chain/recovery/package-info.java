/** The state, built again from the topic {@code chain.events}. */
package io.millrace.chain.recovery;
