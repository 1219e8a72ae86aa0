/**
 * The audit: recomputes what the exchange says from what it logged, and names every place where the two differ. Checks are pure,
 * streams in and findings out; where the bytes come from is {@code source}'s affair. Nothing is written.
 */
package io.millrace.exchange.audit;
