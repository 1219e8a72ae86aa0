package io.millrace.simulation;

/** A fault that Millrace must never have, planted to show that the simulation finds it. Each is the lie of one part. */
public enum PlantedBug {
    NONE,
    /** The engine's disk says that it has forced what it has not: outputs are seen that a power loss takes back. */
    DISK_LIES_ABOUT_FORCE,
    /** A bit of the engine's journal turns over. */
    JOURNAL_BIT_FLIPS,
    /** The broker acknowledges a record and has forgotten it after a restart of its producer. */
    BROKER_FORGETS_RECORD,
    /** UBSCore's log loses its last command, which was applied and answered. */
    LOG_FORGETS_COMMAND,
    /** UBSCore's log gives commands in another order on replay. */
    LOG_REORDERS_COMMANDS,
    /** A replay stamps commands with another time than the first run did. */
    REPLAY_READS_CLOCK,
    /** A client's repeated request carries a new id. */
    RETRY_TAKES_NEW_ID,
    /** The store acknowledges rows that it does not have. */
    STORE_LOSES_ROWS,
    /** A transfer is credited again under another id. */
    TRANSFER_CREDITED_TWICE,
    /** The engine reports a trade with a fee that the order was not stamped with. */
    ENGINE_CHARGES_WRONG_FEE,
    /** The engine gives an order more lots than were asked for. */
    ENGINE_ADDS_LOTS,
    /** The engine loses a command that it has acknowledged to the broker. */
    ENGINE_SKIPS_COMMAND,
    /** A lane's snapshot has its checksum, and a byte of it is not of the state that the lane had. */
    LANE_SNAPSHOT_IS_ANOTHER_STATE,
    /** UBSCore's snapshot has its checksums, and holds a minor unit of a user's that no order holds. */
    SNAPSHOT_HOLDS_FOR_NOTHING,
    /** UBSCore lets users open more orders than their bound. */
    BOUND_IS_IGNORED,
    /** The engine stops in the middle of its work, and nobody notices. */
    ENGINE_HANGS
}
