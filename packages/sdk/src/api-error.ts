import type { problem } from '@skerry/contract';
import type { z } from 'zod';

export type Problem = z.output<typeof problem>;

/** The server answered, and the answer is no. Carries the RFC 9457 problem; `message` is its sentence. */
export class ApiError extends Error {
  readonly problem: Problem;
  /** Seconds after which the server asked to be tried again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(problem.detail);
    this.name = 'ApiError';
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status(): number {
    return this.problem.status;
  }
  get code(): string {
    return this.problem.code;
  }
  get hint(): string | undefined {
    return this.problem.hint;
  }
  get field(): string | undefined {
    return this.problem.field;
  }
  get errors(): Problem['errors'] {
    return this.problem.errors;
  }
}

/** Reads the problem out of an answer; a proxy's page or an empty body becomes a problem with the code `http-<status>`. */
export async function apiError(response: Response, url: string): Promise<ApiError> {
  const text = await response.text().catch(() => '');
  const after = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiError(
    parseProblem(text) ?? {
      type: 'about:blank',
      title: response.statusText || `HTTP ${response.status}`,
      status: response.status,
      code: `http-${response.status}`,
      detail: `${url} answered with status ${response.status}, and not in the way a Skerry server does.`,
      hint: 'Check the address: perhaps a proxy or another program answers there.',
    },
    Number.isFinite(after) ? after : undefined,
  );
}

function parseProblem(text: string): Problem | undefined {
  try {
    const value = JSON.parse(text) as Partial<Problem> | null;
    const complete = typeof value?.detail === 'string' && typeof value.code === 'string';
    return complete && typeof value?.status === 'number' ? (value as Problem) : undefined;
  } catch {
    return undefined;
  }
}
