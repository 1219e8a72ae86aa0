"use strict";
// The trading page: asks the public routes once a second, and the user's own when it is known who asks.
const LEVELS = 12;
const POLL_MS = 1000;
const byId = (id) => document.getElementById(id);
let token = "";
let wallet = "";

function headers() {
  const user = byId("user").value.trim();
  if (token) return { Authorization: `Bearer ${token}` };
  return user ? { "X-User-Id": user } : {};
}

async function call(method, path, body) {
  const options = { method, headers: headers() };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.error}: ${answer.detail} (${answer.outcome})`);
  return answer;
}

function fill(table, rows) {
  const lines = rows.map((cells) => {
    const line = document.createElement("tr");
    for (const cell of cells) {
      const entry = document.createElement("td");
      if (cell instanceof Node) entry.append(cell);
      else entry.textContent = cell.text ?? cell;
      if (cell.side) entry.className = cell.side.toLowerCase();
      line.append(entry);
    }
    return line;
  });
  table.replaceChildren(...lines);
}

const symbol = () => byId("symbol").value;
const clock = (ms) => new Date(ms).toLocaleTimeString();

async function market() {
  const depth = await call("GET", `/api/v1/depth?symbol=${symbol()}&limit=${LEVELS}`);
  fill(byId("asks"), depth.asks.slice().reverse().map(([p, q]) => [{ text: p, side: "SELL" }, q]));
  fill(byId("bids"), depth.bids.map(([p, q]) => [{ text: p, side: "BUY" }, q]));
  byId("spread").textContent = `sequence ${depth.seq}`;
  const { trades } = await call("GET", `/api/v1/trades?symbol=${symbol()}&limit=30`);
  fill(byId("trades"), trades.map((t) => [{ text: t.price, side: t.takerSide }, t.quantity, clock(t.ts)]));
}

function cancelButton(order) {
  const button = document.createElement("button");
  button.textContent = "Cancel";
  button.addEventListener("click", () => say(call("DELETE", `/api/v1/orders/${order.orderId}`)));
  return button;
}

async function own() {
  if (!token && !byId("user").value.trim()) return;
  const { balances } = await call("GET", "/api/v1/balances");
  fill(byId("balances"), balances.map((b) => [b.asset, b.available, b.held]));
  const { orders } = await call("GET", "/api/v1/orders/open");
  fill(byId("orders"), orders.map((o) =>
    [{ text: `${o.symbol} ${o.side}`, side: o.side }, o.price ?? "", o.remainingQuantity ?? "", cancelButton(o)]));
}

async function say(promise) {
  const line = byId("answer");
  try {
    const answer = await promise;
    line.className = "";
    line.textContent = `${answer.status} order ${answer.orderId}`;
  } catch (error) {
    line.className = "bad";
    line.textContent = error.message;
  }
}

byId("order").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const order = { symbol: symbol(), side: form.get("side"), type: form.get("type"), quantity: form.get("quantity"),
    respType: "RESULT", waitMs: 1000 };
  if (order.type === "LIMIT") order.price = form.get("price");
  say(call("POST", "/api/v1/orders", order)).then(own, () => {});
});

async function sha256(text) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((b) => b.toString(16).padStart(2, "0")).join("");
}

// A wallet signs the canonical request for a token as typed data; the token is good for ten minutes.
async function signIn() {
  [wallet] = await window.ethereum.request({ method: "eth_requestAccounts" });
  const chainId = parseInt(await window.ethereum.request({ method: "eth_chainId" }), 16);
  const timestamp = Date.now();
  const canonical = `${timestamp}\n5000\nPOST\n/api/v1/auth/token\n${await sha256("{}")}`;
  const typed = {
    types: {
      EIP712Domain: [{ name: "name", type: "string" }, { name: "version", type: "string" },
        { name: "chainId", type: "uint256" }],
      Request: [{ name: "canonical", type: "string" }],
    },
    primaryType: "Request",
    domain: { name: "Millrace", version: "1", chainId },
    message: { canonical },
  };
  const signature = await window.ethereum.request(
    { method: "eth_signTypedData_v4", params: [wallet, JSON.stringify(typed)] });
  const response = await fetch("/api/v1/auth/token", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-API-KEY": wallet.toLowerCase(), "X-TIMESTAMP": String(timestamp),
      "X-RECV-WINDOW": "5000", "X-SIGNATURE": signature },
    body: "{}",
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  token = answer.token;
  byId("who").textContent = `user ${answer.userId}`;
}

byId("wallet").hidden = !window.ethereum;
byId("wallet").addEventListener("click", () => signIn().catch((error) => { byId("who").textContent = error.message; }));

async function start() {
  const { symbols } = await call("GET", "/api/v1/status");
  byId("symbol").replaceChildren(...symbols.map((s) => new Option(s.symbol)));
  for (;;) {
    await Promise.allSettled([market(), own()]);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

start().catch((error) => { byId("answer").textContent = error.message; });
