/** What UBSCore and the engine say, from bytes to the domain's events. */
package io.millrace.chain.ingress;
