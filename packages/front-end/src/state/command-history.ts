/** Answered commands remembered, by number. Larger: memory, one kilobyte each. */
export const commandsKept = 10_000;
