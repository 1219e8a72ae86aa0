#!/usr/bin/env node
// A Millrace client of the standard library alone: sign, place and cancel an order, follow a book.
//
//   node millrace.mjs place SYMBOL BUY|SELL PRICE QUANTITY
//   node millrace.mjs cancel ORDER_ID
//   node millrace.mjs follow SYMBOL [MESSAGES]      (Node 20 and 21: node --experimental-websocket)
//
// MILLRACE_URL (http://127.0.0.1:3001); MILLRACE_KEY and MILLRACE_SECRET of an HMAC key, or MILLRACE_USER without authentication.
import { createHash, createHmac, randomUUID } from 'node:crypto'
import * as zlib from 'node:zlib'

const URL_BASE = process.env.MILLRACE_URL ?? 'http://127.0.0.1:3001'

/** HMAC-SHA256 over timestamp, window, method, path and query as sent, and the body's hash. */
export function signature (secret, timestamp, window, method, target, body) {
  const bodyHash = createHash('sha256').update(body).digest('hex')
  return createHmac('sha256', secret).update([timestamp, window, method, target, bodyHash].join('\n')).digest('hex')
}

function headers (method, target, body) {
  const { MILLRACE_KEY: key, MILLRACE_SECRET: secret, MILLRACE_USER: user } = process.env
  if (key === undefined) return { 'X-User-Id': user }
  const timestamp = Date.now()
  return {
    'X-API-KEY': key,
    'X-TIMESTAMP': String(timestamp),
    'X-RECV-WINDOW': '5000',
    'X-SIGNATURE': signature(secret, timestamp, 5000, method, target, body)
  }
}

/** Sends one request; an error's body says whether it may be repeated (`outcome`, `retryable`). */
async function call (method, target, value) {
  const body = value === undefined ? '' : JSON.stringify(value)
  const answer = await fetch(URL_BASE + target, {
    method,
    body: body === '' ? undefined : body,
    headers: { 'Content-Type': 'application/json', ...headers(method, target, body) }
  })
  return { status: answer.status, body: await answer.json() }
}

async function place (symbol, side, price, quantity) {
  // The id is made before the first try: sent again with the same one, the order is never placed twice.
  const clientOrderId = `js-${randomUUID().slice(0, 30)}`
  const order = { symbol, side, type: 'LIMIT', timeInForce: 'GTC', price, quantity, clientOrderId, respType: 'FULL' }
  for (let attempt = 1; ; attempt++) {
    const { status, body } = await call('POST', '/api/v1/orders', order)
    if (status < 400 || attempt === 5 || !(body.retryable || body.outcome === 'UNKNOWN')) return body
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

/** CRC32, also where node:zlib does not have it yet. */
export function crc32 (text) {
  if (zlib.crc32) return zlib.crc32(text)
  let crc = -1
  for (const byte of Buffer.from(text)) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xEDB88320 : 0)
  }
  return ~crc >>> 0
}

/** Replace on a snapshot; ignore what is old; resync on a gap or a wrong checksum. */
export class Book {
  bids = new Map()
  asks = new Map()
  sequence = -1n

  /** False: the book must be asked for again. */
  take (message) {
    const sequence = BigInt(message.seq)
    if (message.type === 'snapshot') {
      this.bids.clear()
      this.asks.clear()
    } else if (sequence <= this.sequence) {
      return true
    } else if (BigInt(message.prevSeq) !== this.sequence) {
      return false
    }
    for (const [side, levels] of [[this.bids, message.bids], [this.asks, message.asks]]) {
      for (const [price, quantity] of levels) {
        if (quantity === '0') side.delete(price)
        else side.set(price, quantity)
      }
    }
    this.sequence = sequence
    return this.checksum() === message.checksum
  }

  /** Prices of one instrument have the same number of decimals: without the point they compare as whole numbers. */
  best (count) {
    const ticks = level => BigInt(level[0].replace('.', ''))
    const ascending = (a, b) => (ticks(a) < ticks(b) ? -1 : 1)
    return {
      bids: [...this.bids].sort((a, b) => ascending(b, a)).slice(0, count),
      asks: [...this.asks].sort(ascending).slice(0, count)
    }
  }

  checksum () {
    const { bids, asks } = this.best(10)
    return crc32([asks, bids].map(side => side.map(level => level.join(':')).join('|')).join('#'))
  }
}

function follow (symbol, count) {
  const channel = `depth.${symbol}`
  const book = new Book()
  const socket = new WebSocket(`${URL_BASE.replace('http', 'ws')}/ws`)
  const ask = (id, method) => socket.send(JSON.stringify({ id, method, params: { channels: [channel] } }))
  let left = count
  socket.onopen = () => ask(1, 'subscribe')
  socket.onmessage = event => {
    const message = JSON.parse(event.data)
    if (message.error) throw new Error(JSON.stringify(message.error))
    if (message.channel !== channel) return
    if (!book.take(message)) return ask(2, 'resync')
    console.log(JSON.stringify({ seq: String(book.sequence), checksum: book.checksum(), best: book.best(1) }))
    if (--left === 0) socket.close()
  }
  // A connection that never came about may say either of these, or both.
  let isOver = false
  socket.onclose = socket.onerror = () => {
    if (left !== 0 && !isOver) setTimeout(() => follow(symbol, left), 1000)
    isOver = true
  }
}

const [command, ...rest] = process.argv.slice(2)
if (command === 'place') console.log(JSON.stringify(await place(...rest)))
else if (command === 'cancel') console.log(JSON.stringify((await call('DELETE', `/api/v1/orders/${rest[0]}`)).body))
else if (command === 'follow') follow(rest[0], rest[1] === undefined ? -1 : Number(rest[1]))
