#!/usr/bin/env bash
# Millrace by curl and openssl: sign, place and cancel an order, look at a book.
#   millrace.sh place SYMBOL BUY|SELL PRICE QUANTITY
#   millrace.sh cancel ORDER_ID
#   millrace.sh depth SYMBOL
# MILLRACE_URL (http://127.0.0.1:3001); MILLRACE_KEY and MILLRACE_SECRET of an HMAC key, or MILLRACE_USER without authentication.
set -euo pipefail

URL="${MILLRACE_URL:-http://127.0.0.1:3001}"

call() {
    local method="$1" target="$2" body="${3:-}" headers=()
    if [ -n "${MILLRACE_KEY:-}" ]; then
        local timestamp hash signature
        timestamp="$(date +%s)000"
        hash="$(printf %s "$body" | openssl dgst -sha256 -r | cut -d' ' -f1)"
        # timestamp, window, method, path and query as sent, and the body's hash
        signature="$(printf '%s\n5000\n%s\n%s\n%s' "$timestamp" "$method" "$target" "$hash" |
            openssl dgst -sha256 -hmac "$MILLRACE_SECRET" -r | cut -d' ' -f1)"
        headers=(-H "X-API-KEY: $MILLRACE_KEY" -H "X-TIMESTAMP: $timestamp" -H 'X-RECV-WINDOW: 5000'
            -H "X-SIGNATURE: $signature")
    else
        headers=(-H "X-User-Id: ${MILLRACE_USER:-}")
    fi
    [ -z "$body" ] || headers+=(-H 'Content-Type: application/json' --data-binary "$body")
    curl -sS -X "$method" "${headers[@]}" "$URL$target"
    echo
}

case "${1:-}" in
    place)
        # Made before the first try: sent again with the same id, the order is never placed twice.
        id="sh-$(date +%s%N)"
        call POST /api/v1/orders "{\"symbol\":\"$2\",\"side\":\"$3\",\"type\":\"LIMIT\",\"timeInForce\":\"GTC\",\"price\":\"$4\",\"quantity\":\"$5\",\"clientOrderId\":\"$id\",\"respType\":\"FULL\"}"
        ;;
    cancel) call DELETE "/api/v1/orders/$2" ;;
    depth) curl -sS "$URL/api/v1/depth?symbol=$2&limit=10" && echo ;;
    *) sed -n '2,6p' "$0" ;;
esac
