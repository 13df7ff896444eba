import { SkerryError } from '@skerry/kit';
import { defaultLimits, limitNames, type Limits, limitTable } from './limits.ts';
import { domainError } from '../errors.ts';

/** The defaults with what was given instead. Throws `limit-invalid` for an unknown name or what is no limit. */
export function limitsWith(given: Readonly<Record<string, number>>): Limits {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(limitTable, name)) {
      throw invalid(`There is no limit "${name}". There are: ${limitNames.join(', ')}.`);
    }
    if (!Number.isSafeInteger(value) || value < 1) throw invalid(`The limit ${name} needs a whole number above zero.`);
  }
  return { ...defaultLimits, ...given };
}

/** Reads `NAME=VALUE`, as settings give it. Throws `limit-invalid`. */
export function limitsFrom(texts: readonly string[]): Limits {
  const given = texts.map((text): [string, number] => {
    const [, name, value] = /^\s*([^=\s]+)\s*=\s*(\d{1,15})\s*$/.exec(text) ?? [];
    if (name === undefined) throw invalid(`"${text}" is not NAME=VALUE with a whole number.`);
    return [name, Number(value)];
  });
  return limitsWith(Object.fromEntries(given));
}

const invalid = (message: string): SkerryError => domainError('limit-invalid', message);
