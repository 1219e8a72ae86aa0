/**
 * What the gateway speaks of: instruments and their grids, orders, transfers, balances, the books that the public sees,
 * every refusal with its answer, and the ports through which the rest of the exchange is reached. Values are immutable
 * and any thread may hold them; types with state name their threads. Imports no transport, codec, database or logger.
 */
package io.millrace.gateway.trading;
