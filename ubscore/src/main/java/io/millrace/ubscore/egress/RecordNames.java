package io.millrace.ubscore.egress;

import io.millrace.schema.sbe.AmendOrderDecoder;
import io.millrace.schema.sbe.ApiKeyChangedDecoder;
import io.millrace.schema.sbe.AssetDefinedDecoder;
import io.millrace.schema.sbe.BalanceEventDecoder;
import io.millrace.schema.sbe.CancelOrderDecoder;
import io.millrace.schema.sbe.InstrumentDefinedDecoder;
import io.millrace.schema.sbe.ListInstrumentDecoder;
import io.millrace.schema.sbe.MassCancelDecoder;
import io.millrace.schema.sbe.PlaceOrderDecoder;
import io.millrace.schema.sbe.ProofRecordedDecoder;
import io.millrace.schema.sbe.SetInstrumentStateDecoder;
import io.millrace.schema.sbe.SourceResultDecoder;
import io.millrace.schema.sbe.TickDecoder;
import io.millrace.schema.sbe.TransferResultDecoder;
import io.millrace.schema.sbe.WithdrawalResultDecoder;

/** Names of the records that UBSCore publishes, as the header {@code type} has them. */
final class RecordNames {
    private RecordNames() {}

    static String of(final int template) {
        return switch (template) {
            case PlaceOrderDecoder.TEMPLATE_ID -> "PlaceOrder";
            case CancelOrderDecoder.TEMPLATE_ID -> "CancelOrder";
            case AmendOrderDecoder.TEMPLATE_ID -> "AmendOrder";
            case MassCancelDecoder.TEMPLATE_ID -> "MassCancel";
            case ListInstrumentDecoder.TEMPLATE_ID -> "ListInstrument";
            case SetInstrumentStateDecoder.TEMPLATE_ID -> "SetInstrumentState";
            case TickDecoder.TEMPLATE_ID -> "Tick";
            case BalanceEventDecoder.TEMPLATE_ID -> "BalanceEvent";
            case TransferResultDecoder.TEMPLATE_ID -> "TransferResult";
            case AssetDefinedDecoder.TEMPLATE_ID -> "AssetDefined";
            case InstrumentDefinedDecoder.TEMPLATE_ID -> "InstrumentDefined";
            case WithdrawalResultDecoder.TEMPLATE_ID -> "WithdrawalResult";
            case SourceResultDecoder.TEMPLATE_ID -> "SourceResult";
            case ApiKeyChangedDecoder.TEMPLATE_ID -> "ApiKeyChanged";
            case ProofRecordedDecoder.TEMPLATE_ID -> "ProofRecorded";
            default -> throw new IllegalArgumentException("no record of ours templateId=" + template);
        };
    }
}
