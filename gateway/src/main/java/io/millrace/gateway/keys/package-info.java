/**
 * Keys that clients sign with: what is known of them, how a signature is checked, how secrets are kept from those who read the
 * store. Any thread may call; nothing blocks. Imports the JDK's and BouncyCastle's cryptography and nothing of the transports.
 */
package io.millrace.gateway.keys;
