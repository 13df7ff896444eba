/** How an application is started: what a request says of it, and what is shown. */
import {
  type ApplicationGiven,
  applicationTooLarge,
  environmentProblem,
  isTooLarge,
  mostApplicationCharacters,
  probeWays,
  restartPolicies,
  signalNumber,
} from '@skerry/domain';
import { z } from 'zod';

/** A process cannot be told it: words end there. */
const word = z
  .string()
  .max(mostApplicationCharacters)
  .refine((text) => !text.includes('\0'), 'It holds a character that no process can be told (NUL).');
const words = z.array(word).max(1024);
const environment = z
  .array(
    word.superRefine((entry, refused) => {
      const problem = environmentProblem(entry);
      if (problem !== undefined) refused.addIssue({ code: 'custom', message: problem });
    }),
  )
  .max(1024);
const oneLine = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]*$/u);
const stopSignal = oneLine(16).refine(
  (text) => signalNumber(text) !== undefined,
  'No signal has this name. Write it like SIGTERM, 15 or RTMIN+3.',
);
const port = z.int().min(1).max(65_535);
const seconds = (least: number, usual: number) => z.number().min(least).max(86_400).default(usual);
const healthCheck = z
  .strictObject({
    exec: words.min(1).optional().describe('Program in the instance; well when its status is 0.'),
    shell: word.optional().describe('The same as a text for the shell of the image.'),
    http: z
      .strictObject({
        port,
        path: oneLine(4096).default('/'),
      })
      .optional()
      .describe('Well when it answers with a status of 200 to 399.'),
    tcp: z.strictObject({ port }).optional().describe('Well when it takes a connection.'),
    intervalSeconds: seconds(1, 30).describe('Between two questions; until the first good answer a second.'),
    timeoutSeconds: seconds(1, 30).describe('Until a question counts as failed.'),
    startSeconds: seconds(0, 0).describe('After its start, in which failures count for nothing.'),
    retries: z.int().min(1).max(100).default(3).describe('Failures in a row that make it unhealthy.'),
  })
  .refine((check) => probeWays.filter((way) => check[way] !== undefined).length === 1, {
    message: 'Give exactly one of: exec, shell, http, tcp.',
  });
const restart = z.enum(restartPolicies);
const mostRestarts = z.int().min(0).max(1_000_000);

const fields = {
  entrypoint: words.optional().describe("The program, instead of the image's; arguments of the image are left out."),
  command: words.optional().describe("Its arguments, or the program where it has none, instead of the image's."),
  environment: environment.optional().describe('NAME=value each; what the image sets besides stays.'),
  user: oneLine(255).optional().describe('Name or number in the image, and group after a colon.'),
  workingDirectory: oneLine(4096).optional().describe('Where it is started.'),
  stopSignal: stopSignal.optional().describe('Signal that asks it to stop, such as SIGTERM, 15 or RTMIN+3.'),
  healthCheck: healthCheck.optional().describe('How its host asks whether it is well.'),
  restart: restart
    .optional()
    .describe('Whether it is started again when it ends by itself. Default of an application: always.'),
  mostRestarts: mostRestarts.optional().describe('Of on-failure: how often at most; as often as it takes otherwise.'),
};

const check = (given: ApplicationGiven, refused: z.core.$RefinementCtx): void => {
  if (isTooLarge(given)) refused.addIssue({ code: 'custom', message: applicationTooLarge });
  if (given.mostRestarts != null && given.restart != null && given.restart !== 'on-failure') {
    const message = 'How often it is started again at most is of the policy on-failure alone.';
    refused.addIssue({ code: 'custom', message, path: ['mostRestarts'] });
  }
};

export const applicationGiven = z
  .strictObject(fields)
  .superRefine(check)
  .describe('Of an image that is an application: what is otherwise than the image says.');

/** What is not given stays; null: as the image says. */
export const applicationPatch = z
  .strictObject({
    entrypoint: fields.entrypoint.nullable(),
    command: fields.command.nullable(),
    environment: fields.environment.nullable(),
    user: fields.user.nullable(),
    workingDirectory: fields.workingDirectory.nullable(),
    stopSignal: fields.stopSignal.nullable(),
    healthCheck: fields.healthCheck,
    restart: fields.restart.nullable(),
    mostRestarts: fields.mostRestarts.nullable(),
  })
  .superRefine(check)
  .describe('What is not given stays; null: as the image says.');

const probeView = z.object({
  exec: z.array(z.string()).optional(),
  shell: z.string().optional(),
  http: z.object({ port: z.int(), path: z.string() }).optional(),
  tcp: z.object({ port: z.int() }).optional(),
  intervalSeconds: z.number(),
  timeoutSeconds: z.number(),
  startSeconds: z.number(),
  retries: z.int(),
});

/** As it is kept of a template. */
export const applicationSaid = z
  .object({
    entrypoint: z.array(z.string()).optional(),
    command: z.array(z.string()).optional(),
    environment: z.array(z.string()).optional(),
    user: z.string().optional(),
    workingDirectory: z.string().optional(),
    stopSignal: z.string().optional(),
    healthCheck: probeView.optional(),
    restart: restart.optional(),
    mostRestarts: z.int().optional(),
  })
  .describe('What is otherwise than its image says.');

/** As it is kept of an instance. */
export const applicationView = z
  .object({
    entrypoint: z.array(z.string()),
    command: z.array(z.string()),
    user: z.string().optional(),
    workingDirectory: z.string(),
    stopSignal: z.string().optional(),
    healthCheck: probeView.optional(),
    restart,
    mostRestarts: z.int().optional(),
  })
  .describe('What it runs; absent: it boots its own init. Its environment may hold secrets: see its context.');

export const exitView = z
  .object({ at: z.iso.datetime(), status: z.int().optional(), signal: z.int().optional() })
  .describe('How its application ended last. Neither status nor signal: nobody saw it.');
