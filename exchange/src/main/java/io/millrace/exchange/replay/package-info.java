/** What topics and journals hold, record by record: printed, followed, or published again to another broker. */
package io.millrace.exchange.replay;
