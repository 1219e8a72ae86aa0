/**
 * Bytes to events: the engine's feed and the topic balance.events, decoded and handed to the agent, which may say that it has
 * no room. Owned by the settlement agent's thread. Must not import the driver.
 */
package io.millrace.settlement.ingress;
