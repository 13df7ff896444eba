const KiB = 1024;
const MiB = 1024 * KiB;

/** A text frame, whole. Larger: one message blocks a 10 Mbit/s link for seconds. Smaller: lists need paging too soon. */
export const MAX_MESSAGE_BYTES = MiB;

/** The payload of a stream chunk. Larger: a message waits longer behind it. Smaller: framing costs more than the data. */
export const MAX_CHUNK_BYTES = 64 * KiB;

/** Nesting of a text frame. Larger: recursive code behind us (stringify, validators) can run out of stack. */
export const MAX_DEPTH = 64;

/** Characters of a sentence in a failure. Longer ones are cut, so that a failure can always be answered. */
export const MAX_SENTENCE = 2000;

/** What a method may be called. */
export const METHOD = /^[a-z][a-zA-Z0-9-]*(\.[a-z][a-zA-Z0-9-]*){0,7}$/;
export const MAX_METHOD = 100;
