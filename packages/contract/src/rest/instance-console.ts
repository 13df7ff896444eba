/** Ways into an instance, and what it prints. */
import { consoleTypes } from '@skerry/domain';
import { z } from 'zod';
import { mostLogWaitSeconds } from '../link/guest-logs.ts';
import { timestamp, wholeNumber } from './object.ts';

/** It is kept with its ticket, and told to the host in one message. */
const mostCommandCharacters = 65_536;

export const consoleRequest = z
  .strictObject({
    type: z.enum(consoleTypes).describe('display: RFB; serial: port of a VM; shell: in a container.'),
    command: z
      .array(
        z
          .string()
          .max(32_768)
          .refine((word) => !word.includes('\0'), 'No process can be told this (NUL).'),
      )
      .min(1)
      .max(256)
      .optional()
      .describe('Of a shell: this program with its arguments instead. Its status is told at its end.'),
    terminal: z.boolean().optional().describe('Of a command: on a terminal of its own. A shell always has one.'),
  })
  .superRefine(({ type, command, terminal }, refused) => {
    if (command !== undefined && type !== 'shell') {
      refused.addIssue({ code: 'custom', message: 'A command is run where a shell can be opened.', path: ['command'] });
    }
    if (command !== undefined && command.reduce((sum, word) => sum + word.length, 0) > mostCommandCharacters) {
      refused.addIssue({ code: 'custom', message: 'A command holds at most 65,536 characters.', path: ['command'] });
    }
    if (terminal !== undefined && command === undefined) {
      refused.addIssue({ code: 'custom', message: 'A terminal is asked for with a command.', path: ['terminal'] });
    }
  })
  .meta({ id: 'ConsoleRequest' });

/** A way to one console, for one use. Open a WebSocket at `path` of this server with `protocols`. */
export const consoleTicket = z
  .object({
    type: z.enum(consoleTypes),
    path: z.string().describe('Of the WebSocket, on this server.'),
    protocols: z.array(z.string()).describe('Subprotocols to ask for; the second holds the ticket.'),
    expiresAt: timestamp.describe('The WebSocket must be opened before.'),
  })
  .meta({ id: 'ConsoleTicket' });

export const logsQuery = z.strictObject({
  tail: wholeNumber(0, 10_000).optional().describe('Only so many of the last lines.'),
  since: timestamp
    .optional()
    .describe('Only lines printed since; those that say no time are as old as the one before.'),
  after: z
    .string()
    .max(128)
    .optional()
    .describe('What follows an answer: its `next`. Instead of the end of what is kept.'),
  waitSeconds: wholeNumber(0, mostLogWaitSeconds)
    .default(0)
    .describe('How long to wait for something where there is nothing.'),
});

export const logLines = z
  .object({
    lines: z.array(
      z.object({
        at: timestamp.optional().describe('Where the guest says it: applications do.'),
        stream: z.enum(['out', 'err']).optional(),
        text: z.string(),
      }),
    ),
    next: z.string().describe('Ask for what follows with `after`.'),
  })
  .meta({ id: 'LogLines' });

export const consoleLog = z.object({ text: z.string() }).meta({ id: 'ConsoleLog' });
