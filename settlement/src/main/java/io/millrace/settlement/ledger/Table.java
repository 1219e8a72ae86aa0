package io.millrace.settlement.ledger;

import java.util.List;
import java.util.Locale;

/** The tables that settlement's events write, with their columns: the partition key first, then the clustering key. */
public enum Table {
    ASSETS(Kind.CURRENT, 1, 1, "symbol asset_id scale"),
    INSTRUMENTS(
            Kind.CURRENT,
            1,
            1,
            "symbol instrument_id base quote lane state price_scale base_scale quote_scale tick_size lot_size"
                    + " notional_per_tick_lot quantity_min quantity_max notional_min notional_max price_max maker_fee_ppm"
                    + " taker_fee_ppm price_band_ppm collar_ppm base_asset_id quote_asset_id"),
    BALANCE_LEDGER(
            Kind.FACT,
            3,
            5,
            "account_id asset bucket account_sequence shard cause reason available_delta held_delta available held"
                    + " order_id trade_id instrument request_id partition event_sequence core_sequence lane"
                    + " output_sequence ts"),
    USER_BALANCES(Kind.CURRENT, 1, 3, "account_id asset shard available held account_sequence core_sequence ts"),
    TRANSFERS(Kind.CURRENT, 1, 2, "user_id request_id kind status reason asset amount available held core_sequence ts"),
    TRANSFER_HISTORY(
            Kind.FACT,
            1,
            2,
            "user_id event_sequence request_id kind status reason asset amount available held core_sequence ts"),
    WITHDRAWALS(
            Kind.CURRENT,
            1,
            2,
            "user_id withdrawal_id request_id asset amount address state reason core_sequence created ts"),
    API_KEYS(
            Kind.CURRENT,
            1,
            2,
            "key_id user_id kind scopes revoked material addresses expires event_sequence core_sequence ts"),
    SETTLED_TRADES(
            Kind.FACT,
            2,
            3,
            "instrument bucket trade_id price quantity quote_quantity taker_side auction maker_order_id maker_user_id"
                    + " maker_fee taker_order_id taker_user_id taker_fee lane output_sequence core_sequence ts"),
    TRADES_BY_USER(
            Kind.FACT,
            2,
            3,
            "user_id bucket account_sequence trade_id order_id instrument side liquidity price quantity fee fee_asset"
                    + " core_sequence ts"),
    TRADES_BY_ORDER(
            Kind.FACT,
            1,
            2,
            "order_id trade_id user_id instrument side liquidity price quantity quote_quantity fee fee_asset ts"),
    ORDERS(
            Kind.CURRENT,
            1,
            1,
            "order_id user_id instrument side status reason price quantity trigger_price filled_quantity"
                    + " remaining_quantity filled_quote lane output_sequence core_sequence updated client_order_id type"
                    + " time_in_force stp_mode post_only display_quantity quote_quantity expire_time created"),
    ORDER_HISTORY(Kind.FACT, 2, 3, "user_id bucket account_sequence order_id instrument created"),
    ORDER_EVENTS(
            Kind.FACT,
            1,
            2,
            "order_id output_sequence lane command status reason triggered price quantity trigger_price filled_quantity"
                    + " remaining_quantity filled_quote core_sequence ts"),
    ORDER_BY_CLIENT_ID(Kind.FACT, 1, 3, "user_id client_order_id order_id"),
    ENGINE_OUTPUTS(Kind.FACT, 3, 4, "lane bucket spread sequence hash previous_hash output ts"),
    CHAIN_CHECKPOINTS(Kind.FACT, 3, 4, "stream part bucket sequence hash record_offset core_sequence ts"),
    KLINES(
            Kind.CURRENT,
            3,
            4,
            "instrument interval bucket open_time open high low close volume quote_volume taker_buy_volume"
                    + " taker_buy_quote_volume trade_count first_trade_id last_trade_id"),
    HOUR_INDEX(Kind.CURRENT, 3, 4, "kind id year hour sequence"),
    DEPOSITS(
            Kind.CURRENT,
            1,
            4,
            "user_id height block_hash log_index chain_id tx_hash token_address asset sender amount chain_amount rest"
                    + " status reason chain_sequence ts"),
    DEPOSITS_BY_TX(Kind.CURRENT, 2, 4, "chain_id tx_hash log_index block_hash user_id height status"),
    WITHDRAWAL_PAYMENTS(
            Kind.CURRENT,
            1,
            2,
            "user_id withdrawal_id chain_id status reason tx_nonce tx_hash height gas_used chain_sequence ts"),
    SETTLEMENT_BATCHES(
            Kind.CURRENT,
            2,
            3,
            "chain_id bucket batch_number batch_id status reason trade_count leg_count tx_nonce tx_hash height gas_used"
                    + " attempts chain_sequence ts"),
    TRADE_BATCHES(Kind.CURRENT, 2, 3, "instrument bucket trade_id chain_id batch_number");

    /** Sequences to a partition: what bounds every partition that grows. */
    public static final long BUCKET_SEQUENCES = 50_000;

    /** How a table's rows behave when they are written again. */
    public enum Kind {
        /** A row is written with the same values for ever. */
        FACT,
        /** A row changes: it is written with its timestamp, and the greatest timestamp stays. */
        CURRENT
    }

    private final Kind kind;
    private final int partitionKeyCount;
    private final int keyCount;
    private final List<String> columns;

    Table(final Kind kind, final int partitionKeyCount, final int keyCount, final String columns) {
        this.kind = kind;
        this.partitionKeyCount = partitionKeyCount;
        this.keyCount = keyCount;
        this.columns = List.of(columns.split(" "));
    }

    /** As the store spells it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Kind kind() {
        return kind;
    }

    /** Columns of the partition key: the first of all. */
    public int partitionKeyCount() {
        return partitionKeyCount;
    }

    /** Columns of the whole primary key: the first of all. */
    public int keyCount() {
        return keyCount;
    }

    public List<String> columns() {
        return columns;
    }

    /** Bucket of the partition that a sequence belongs to. */
    public static long bucket(final long sequence) {
        return Math.floorDiv(sequence, BUCKET_SEQUENCES);
    }
}
