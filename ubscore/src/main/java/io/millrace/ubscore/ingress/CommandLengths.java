package io.millrace.ubscore.ingress;

import io.millrace.schema.sbe.AcknowledgeOutboxDecoder;
import io.millrace.schema.sbe.AmendOrderRequestDecoder;
import io.millrace.schema.sbe.ApplyOperationDecoder;
import io.millrace.schema.sbe.ApplyOutputDecoder;
import io.millrace.schema.sbe.ApplyTransferDecoder;
import io.millrace.schema.sbe.CancelAfterRequestDecoder;
import io.millrace.schema.sbe.CancelOrderRequestDecoder;
import io.millrace.schema.sbe.DefineAssetDecoder;
import io.millrace.schema.sbe.DefineInstrumentDecoder;
import io.millrace.schema.sbe.MassCancelRequestDecoder;
import io.millrace.schema.sbe.NewOrderRequestDecoder;
import io.millrace.schema.sbe.PutApiKeyDecoder;
import io.millrace.schema.sbe.RecordProofDecoder;
import io.millrace.schema.sbe.RevokeApiKeyDecoder;
import io.millrace.schema.sbe.SetFeeTierDecoder;
import io.millrace.schema.sbe.SetInstrumentStateRequestDecoder;
import io.millrace.schema.sbe.SetKillSwitchDecoder;
import io.millrace.schema.sbe.SetOrderLimitDecoder;
import io.millrace.schema.sbe.SetUserLimitsDecoder;
import io.millrace.schema.sbe.SetUserStateDecoder;
import io.millrace.schema.sbe.SetUserTierDecoder;
import io.millrace.schema.sbe.SetWithdrawalLimitDecoder;
import io.millrace.schema.sbe.SkipOperationDecoder;

/**
 * How long the fixed part of a command may be. A log is read for years: its commands have the length of the schema that they were
 * written under, which is never below that of the schema that first had them, and fields that came later read as absent. So the
 * first lengths are numbers that never change, and the last ones are today's.
 */
final class CommandLengths {
    private static final int TEMPLATE_ID_MAX = 255;
    private static final int[] FIRST = new int[TEMPLATE_ID_MAX + 1];
    private static final int[] LAST = new int[TEMPLATE_ID_MAX + 1];

    static {
        add(NewOrderRequestDecoder.TEMPLATE_ID, 125, NewOrderRequestDecoder.BLOCK_LENGTH);
        add(CancelOrderRequestDecoder.TEMPLATE_ID, 68, CancelOrderRequestDecoder.BLOCK_LENGTH);
        add(AmendOrderRequestDecoder.TEMPLATE_ID, 92, AmendOrderRequestDecoder.BLOCK_LENGTH);
        add(MassCancelRequestDecoder.TEMPLATE_ID, 29, MassCancelRequestDecoder.BLOCK_LENGTH);
        add(CancelAfterRequestDecoder.TEMPLATE_ID, 32, CancelAfterRequestDecoder.BLOCK_LENGTH);
        add(ApplyTransferDecoder.TEMPLATE_ID, 111, ApplyTransferDecoder.BLOCK_LENGTH);
        add(ApplyOperationDecoder.TEMPLATE_ID, 18, ApplyOperationDecoder.BLOCK_LENGTH);
        add(ApplyOutputDecoder.TEMPLATE_ID, 10, ApplyOutputDecoder.BLOCK_LENGTH);
        add(AcknowledgeOutboxDecoder.TEMPLATE_ID, 19, AcknowledgeOutboxDecoder.BLOCK_LENGTH);
        add(SkipOperationDecoder.TEMPLATE_ID, 18, SkipOperationDecoder.BLOCK_LENGTH);
        add(DefineAssetDecoder.TEMPLATE_ID, 29, DefineAssetDecoder.BLOCK_LENGTH);
        add(DefineInstrumentDecoder.TEMPLATE_ID, 138, DefineInstrumentDecoder.BLOCK_LENGTH);
        add(SetInstrumentStateRequestDecoder.TEMPLATE_ID, 13, SetInstrumentStateRequestDecoder.BLOCK_LENGTH);
        add(SetUserStateDecoder.TEMPLATE_ID, 18, SetUserStateDecoder.BLOCK_LENGTH);
        add(SetUserLimitsDecoder.TEMPLATE_ID, 20, SetUserLimitsDecoder.BLOCK_LENGTH);
        add(SetOrderLimitDecoder.TEMPLATE_ID, 36, SetOrderLimitDecoder.BLOCK_LENGTH);
        add(SetWithdrawalLimitDecoder.TEMPLATE_ID, 28, SetWithdrawalLimitDecoder.BLOCK_LENGTH);
        add(SetFeeTierDecoder.TEMPLATE_ID, 21, SetFeeTierDecoder.BLOCK_LENGTH);
        add(SetUserTierDecoder.TEMPLATE_ID, 17, SetUserTierDecoder.BLOCK_LENGTH);
        add(SetKillSwitchDecoder.TEMPLATE_ID, 10, SetKillSwitchDecoder.BLOCK_LENGTH);
        add(PutApiKeyDecoder.TEMPLATE_ID, 427, PutApiKeyDecoder.BLOCK_LENGTH);
        add(RevokeApiKeyDecoder.TEMPLATE_ID, 64, RevokeApiKeyDecoder.BLOCK_LENGTH);
        add(RecordProofDecoder.TEMPLATE_ID, 48, RecordProofDecoder.BLOCK_LENGTH);
    }

    private CommandLengths() {}

    private static void add(final int templateId, final int first, final int last) {
        FIRST[templateId] = first;
        LAST[templateId] = last;
    }

    /** Whether this is a command at all, whatever its version. */
    static boolean isCommand(final int templateId) {
        return templateId <= TEMPLATE_ID_MAX && FIRST[templateId] != 0;
    }

    /** Bytes that the fixed part of a command has at least. */
    static int first(final int templateId) {
        return FIRST[templateId];
    }

    /** Bytes that this release knows the meaning of. */
    static int last(final int templateId) {
        return LAST[templateId];
    }
}
