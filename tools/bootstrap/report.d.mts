export const root: string;
export const stateDirectory: string;
export function fail(message: string, hint?: string): never;
export function step(title: string, work: (say: (text: string) => void) => Promise<string | undefined>): Promise<void>;
