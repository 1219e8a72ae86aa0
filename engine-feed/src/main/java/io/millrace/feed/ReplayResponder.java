package io.millrace.feed;

import io.millrace.schema.sbe.BookImageRequestDecoder;
import io.millrace.schema.sbe.FeedConsumer;
import io.millrace.schema.sbe.FeedProgressDecoder;
import io.millrace.schema.sbe.FeedRangeRequestDecoder;
import io.millrace.schema.sbe.FeedRefusalCode;
import io.millrace.schema.sbe.FeedRefusalEncoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the messages of the replay socket: one request, one bounded reply. Knows no socket. One thread. */
public final class ReplayResponder {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReplayResponder.class);
    private static final int REFUSAL_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + FeedRefusalEncoder.BLOCK_LENGTH;

    private final FeedContext context;
    private final OutputSource outputs;
    private final BookImageSource images;
    private final FeedProgressListener progress;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final FeedRangeRequestDecoder range = new FeedRangeRequestDecoder();
    private final BookImageRequestDecoder imageRequest = new BookImageRequestDecoder();
    private final FeedProgressDecoder progressMessage = new FeedProgressDecoder();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final FeedRefusalEncoder refusal = new FeedRefusalEncoder();
    private final UnsafeBuffer request = new UnsafeBuffer(0, 0);
    private final BatchEncoder batch = new BatchEncoder();
    private final OutputHash hash = new OutputHash();
    private final byte[] lastHash = new byte[FeedFrames.HASH_LENGTH];
    private UnsafeBuffer imageBuffer;
    private int countMax;
    private int lengthMax;

    public ReplayResponder(
            final FeedContext context,
            final OutputSource outputs,
            final BookImageSource images,
            final FeedProgressListener progress) {
        this.context = context;
        this.outputs = outputs;
        this.images = images;
        this.progress = progress;
    }

    /** The reply to a message; null if it gets none: progress, or bytes that are no message of ours. */
    public byte[] respond(final byte[] message) {
        request.wrap(message);
        if (!FeedDecoding.isMessage(request, 0, message.length, header)) {
            return null;
        }
        switch (header.templateId()) {
            case FeedRangeRequestDecoder.TEMPLATE_ID:
                return onRange();
            case BookImageRequestDecoder.TEMPLATE_ID:
                return onImage();
            case FeedProgressDecoder.TEMPLATE_ID:
                onProgress();
                return null;
            default:
                return null;
        }
    }

    private byte[] onRange() {
        range.wrap(request, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        final long requestId = range.requestId();
        final int lane = range.lane();
        final long from = range.fromSequence();
        final FeedRefusalCode refused = ownerRefusal(lane);
        if (refused != null) {
            return refuse(requestId, lane, refused);
        }
        if (from < Math.max(1, outputs.earliestSequence(lane))) {
            return refuse(requestId, lane, FeedRefusalCode.PURGED);
        }
        if (from > outputs.headSequence(lane)) {
            return refuse(requestId, lane, FeedRefusalCode.AHEAD);
        }
        countMax = Math.min(context.requestCountMax, Math.max(1, range.countMax()));
        lengthMax = Math.min(context.requestLengthMax, Math.max(1, range.bytesMax()));
        return read(requestId, lane, from);
    }

    private byte[] read(final long requestId, final int lane, final long from) {
        batch.clear();
        try {
            if (outputs.read(lane, from, this::take) == 0) {
                return refuse(requestId, lane, FeedRefusalCode.PURGED);
            }
        } catch (final RuntimeException e) {
            LOGGER.error("can't read outputs for replay lane={} from={}", lane, from, e);
            return refuse(requestId, lane, FeedRefusalCode.BUSY);
        }
        batch.hashLast(hash, lastHash);
        final long head = Math.max(outputs.headSequence(lane), from + batch.count() - 1);
        return batch.finish(requestId, lane, from, head, lastHash);
    }

    private boolean take(final long sequence, final DirectBuffer buffer, final int offset, final int length) {
        if (batch.count() >= countMax || batch.count() > 0 && batch.outputsLength() + length > lengthMax) {
            return false;
        }
        batch.append(buffer, offset, length);
        return true;
    }

    private byte[] onImage() {
        imageRequest.wrap(request, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        final long requestId = imageRequest.requestId();
        final int lane = imageRequest.lane();
        final FeedRefusalCode refused = ownerRefusal(lane);
        if (refused != null) {
            return refuse(requestId, lane, refused);
        }
        if (imageBuffer == null) {
            imageBuffer = new UnsafeBuffer(new byte[FeedFrames.MESSAGE_LENGTH_MAX]);
        }
        final int length = images.encode(lane, requestId, imageBuffer);
        return length == 0
                ? refuse(requestId, lane, FeedRefusalCode.BUSY)
                : Arrays.copyOf(imageBuffer.byteArray(), length);
    }

    private void onProgress() {
        progressMessage.wrap(request, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        final FeedConsumer consumer = progressMessage.consumer();
        if (consumer != FeedConsumer.NULL_VAL) {
            progress.onProgress(progressMessage.lane(), consumer, progressMessage.part(), progressMessage.sequence());
        }
    }

    private FeedRefusalCode ownerRefusal(final int lane) {
        return switch (outputs.ownership(lane)) {
            case OWNER -> null;
            case NOT_OWNER -> FeedRefusalCode.NOT_OWNER;
            case UNKNOWN -> FeedRefusalCode.UNKNOWN_LANE;
        };
    }

    private byte[] refuse(final long requestId, final int lane, final FeedRefusalCode code) {
        final boolean owner = code != FeedRefusalCode.UNKNOWN_LANE && code != FeedRefusalCode.NOT_OWNER;
        final byte[] message = new byte[REFUSAL_LENGTH];
        refusal.wrapAndApplyHeader(new UnsafeBuffer(message), 0, headerEncoder)
                .requestId(requestId)
                .lane(lane)
                .code(code)
                .earliestSequence(owner ? outputs.earliestSequence(lane) : 0)
                .headSequence(owner ? outputs.headSequence(lane) : 0);
        return message;
    }
}
