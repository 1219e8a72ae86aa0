// Runs two client libraries that others wrote for Binance against a gateway: unchanged but for URL and key.
// Usage: node clients.mjs http://HOST:PORT KEYS_FILE [resting]; the file holds {"alice": {"id", "secret", "userId"}, "bob": ...}.
// With `resting` nothing is brought in and nothing trades: for a gateway without an exchange behind it.
import assert from 'node:assert/strict'
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Console } from 'node:console'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { Spot, WebsocketStream } = require('@binance/connector')
const BinanceApiNode = require('binance-api-node').default

const base = process.argv[2]
const keys = JSON.parse(readFileSync(process.argv[3], 'utf8'))
const wsBase = base.replace('http', 'ws')
const isWhole = process.argv[4] !== 'resting'
const SYMBOL = 'BTCUSDT'
const silent = new Console({ stdout: process.stderr, stderr: process.stderr })

/** Our own route: brings money in. */
async function transferIn (key, userId, asset, amount) {
  const path = '/transfer_in'
  const body = JSON.stringify({ requestId: `in-${randomUUID()}`, userId, asset, amount })
  const timestamp = Date.now()
  const bodyHash = createHash('sha256').update(body).digest('hex')
  const canonical = `${timestamp}\n5000\nPOST\n${path}\n${bodyHash}`
  const response = await fetch(base + path, {
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json',
      'X-API-KEY': key.id,
      'X-TIMESTAMP': String(timestamp),
      'X-RECV-WINDOW': '5000',
      'X-SIGNATURE': createHmac('sha256', key.secret).update(canonical).digest('hex')
    }
  })
  assert.ok(response.status === 200 || response.status === 202, await response.text())
}

/** Tries again until it holds; the store follows the engine. */
async function eventually (what, check) {
  const deadline = Date.now() + 60_000
  for (;;) {
    try {
      return await check()
    } catch (fault) {
      if (Date.now() > deadline) throw new Error(`${what}: ${fault.message}`)
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
}

function within (what, promise) {
  let timer
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not in time`)), 60_000)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

async function connector () {
  const alice = new Spot(keys.alice.id, keys.alice.secret, { baseURL: base, logger: silent })
  const bob = new Spot(keys.bob.id, keys.bob.secret, { baseURL: base, logger: silent })
  await alice.ping()
  const info = (await alice.exchangeInfo()).data
  assert.ok(info.symbols.some(symbol => symbol.symbol === SYMBOL && symbol.status === 'TRADING'))

  let streaming
  const opened = new Promise(resolve => { streaming = resolve })
  let traded
  const trade = new Promise(resolve => { traded = resolve })
  const stream = new WebsocketStream({
    wsURL: wsBase,
    logger: silent,
    callbacks: { open: () => streaming(), message: data => traded(JSON.parse(data)) }
  })
  stream.subscribe(`${SYMBOL.toLowerCase()}@${isWhole ? 'trade' : 'bookTicker'}`)
  await within('stream opens', opened)

  const placed = (await alice.newOrder(SYMBOL, 'SELL', 'LIMIT', { price: '42000.00', quantity: '0.5', timeInForce: 'GTC' })).data
  assert.equal(placed.status, 'NEW')
  const queried = (await alice.getOrder(SYMBOL, { orderId: placed.orderId })).data
  assert.equal(queried.clientOrderId, placed.clientOrderId)
  assert.equal((await alice.openOrders({ symbol: SYMBOL })).data.length, 1)
  assert.equal((await bob.depth(SYMBOL, { limit: 5 })).data.asks[0][0], '42000.00')

  if (!isWhole) {
    assert.equal((await within('best price is streamed', trade)).s, SYMBOL)
    stream.disconnect()
    assert.equal((await alice.cancelOrder(SYMBOL, { orderId: placed.orderId })).data.status, 'CANCELED')
    await refuseWrongSecret()
    console.log('@binance/connector: ok')
    return
  }
  // By budget: before the first trade there is no price to hold a quantity at.
  const bought = (await bob.newOrder(SYMBOL, 'BUY', 'MARKET', { quoteOrderQty: '8400' })).data
  assert.equal(bought.status, 'FILLED')
  assert.equal(bought.fills[0].price, '42000.00')
  const told = await within('trade is streamed', trade)
  assert.equal(told.e, 'trade')
  assert.equal(told.t, bought.fills[0].tradeId)
  stream.disconnect()

  const canceled = (await alice.cancelOrder(SYMBOL, { orderId: placed.orderId })).data
  assert.equal(canceled.status, 'CANCELED')
  assert.equal(Number(canceled.executedQty), 0.2)
  await assert.rejects(alice.cancelOrder(SYMBOL, { orderId: placed.orderId }), fault => fault.response.data.code < 0)
  await eventually('my trades', async () => {
    const trades = (await bob.myTrades(SYMBOL)).data
    assert.equal(trades.at(-1).id, bought.fills[0].tradeId)
  })
  const balances = (await bob.account()).data.balances
  assert.ok(Number(balances.find(balance => balance.asset === 'BTC').free) > 0)
  assert.ok((await bob.klines(SYMBOL, '1m')).data.length >= 0)
  await refuseWrongSecret()
  console.log('@binance/connector: ok')
}

async function refuseWrongSecret () {
  const wrong = new Spot(keys.alice.id, 'another secret', { baseURL: base, logger: silent })
  await assert.rejects(wrong.account(), fault => fault.response.data.code === -1022)
}

async function apiNode () {
  const options = { httpBase: base, wsBase: `${wsBase}/ws` }
  const alice = BinanceApiNode({ ...options, apiKey: keys.alice.id, apiSecret: keys.alice.secret })
  const bob = BinanceApiNode({ ...options, apiKey: keys.bob.id, apiSecret: keys.bob.secret })
  assert.equal(await alice.ping(), true)
  const info = await alice.exchangeInfo()
  assert.ok(info.symbols.some(symbol => symbol.symbol === SYMBOL))

  let told
  const depth = new Promise(resolve => { told = resolve })
  const stop = alice.ws.depth(SYMBOL, update => told(update))
  const clientOrderId = `node-${Date.now()}`
  const placed = await alice.order({
    symbol: SYMBOL, side: 'SELL', type: 'LIMIT', price: '43000.00', quantity: '0.1', newClientOrderId: clientOrderId
  })
  assert.equal(placed.clientOrderId, clientOrderId)
  // The stream may open after the order is placed: whatever changes the book next is told.
  const nudge = setInterval(() => bob.order({
    symbol: SYMBOL, side: 'BUY', type: 'LIMIT', price: '100.00', quantity: '0.1'
  }).catch(() => {}), 500)
  const update = await within('depth is streamed', depth)
  clearInterval(nudge)
  assert.equal(update.symbol, SYMBOL)
  assert.ok(update.finalUpdateId >= update.firstUpdateId)
  stop()

  const queried = await alice.getOrder({ symbol: SYMBOL, origClientOrderId: clientOrderId })
  assert.equal(queried.orderId, placed.orderId)
  assert.equal(queried.status, 'NEW')
  const canceled = await alice.cancelOrder({ symbol: SYMBOL, orderId: placed.orderId })
  assert.equal(canceled.status, 'CANCELED')
  if (!isWhole) {
    console.log('binance-api-node: ok')
    return
  }
  if ((await bob.openOrders({ symbol: SYMBOL })).length > 0) await bob.cancelOpenOrders({ symbol: SYMBOL })
  assert.deepEqual(await alice.openOrders({ symbol: SYMBOL }), [])
  await eventually('all orders', async () => {
    const orders = await alice.allOrders({ symbol: SYMBOL })
    assert.equal(orders.at(-1).status, 'CANCELED')
  })
  const prices = await alice.prices({ symbol: SYMBOL })
  assert.ok(Number(prices[SYMBOL]) > 0)
  await assert.rejects(
    alice.order({ symbol: SYMBOL, side: 'BUY', type: 'LIMIT', price: '40000.00', quantity: '9000' }),
    fault => fault.code < 0)
  console.log('binance-api-node: ok')
}

if (isWhole) {
  await transferIn(keys.alice, keys.alice.userId, 'BTC', '2')
  await transferIn(keys.bob, keys.bob.userId, 'USDT', '100000')
  await eventually('money is there', async () => {
    const bob = new Spot(keys.bob.id, keys.bob.secret, { baseURL: base, logger: silent })
    const balances = (await bob.account()).data.balances
    assert.ok(balances.some(balance => balance.asset === 'USDT' && Number(balance.free) > 0))
  })
}
await connector()
await apiNode()
process.exit(0)
