/** The chain's side: JSON-RPC endpoints, the vault's calls and logs as bytes, signing. Knows web3j; the domain does not. */
package io.millrace.chain.node;
