import type { Application } from '@skerry/domain';
import { z } from 'zod';

const text = z.string().max(32_768);
const texts = z.array(text).max(1000);
const seconds = z.number().min(0).max(31_536_000);

/** What an application image says of its start, as it is kept, told and shown. Its maker wrote it: shapes only. */
export const application = z
  .object({
    entrypoint: texts,
    command: texts,
    environment: texts,
    user: z.exactOptional(z.string().max(256)),
    workingDirectory: z.string().max(4096),
    stopSignal: z.exactOptional(z.string().max(64)),
    volumes: z.array(z.string().max(4096)).max(256),
    ports: z.array(z.object({ port: z.int().min(1).max(65_535), protocol: z.enum(['sctp', 'tcp', 'udp']) })).max(1000),
    healthCheck: z.exactOptional(
      z.object({
        test: z.union([z.object({ exec: texts }), z.object({ shell: text })]),
        intervalSeconds: seconds,
        timeoutSeconds: seconds,
        startSeconds: seconds,
        retries: z.int().min(0).max(1000),
      }),
    ),
    labels: z.record(z.string().max(1024), text),
  })
  .meta({ id: 'Application' }) satisfies z.ZodType<Application>;
